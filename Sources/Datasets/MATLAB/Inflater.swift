import CZlib

/// zlib's decompression of a stream that comes and goes in pieces.
final class Inflater {
  enum Outcome {
    /// The target is full.
    case filled
    /// All input is used up.
    case hungry
    /// The stream ended, its checksum right, with this many bytes of the target filled.
    case ended(Int)
    case damaged
  }

  /// zlib keeps the address of its state: it must not move.
  private let state: UnsafeMutablePointer<z_stream>
  private var hasStarted = false

  init() {
    state = .allocate(capacity: 1)
    state.initialize(to: z_stream())
    hasStarted =
      inflateInit_(state, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit {
    if hasStarted { inflateEnd(state) }
    state.deallocate()
  }

  /// Inflates from `input` into `target`, and removes from both what was used and filled.
  func inflate(
    _ input: inout UnsafeMutableRawBufferPointer, into target: inout UnsafeMutableRawBufferPointer
  ) -> Outcome {
    guard hasStarted else { return .damaged }
    let (given, wanted) = (min(input.count, 1 << 30), min(target.count, 1 << 30))
    state.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: Bytef.self)
    state.pointee.avail_in = uInt(given)
    state.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: Bytef.self)
    state.pointee.avail_out = uInt(wanted)
    let code = CZlib.inflate(state, Z_NO_FLUSH)
    let filled = wanted - Int(state.pointee.avail_out)
    input = .init(rebasing: input[(given - Int(state.pointee.avail_in))...])
    target = .init(rebasing: target[filled...])
    switch code {
    case Z_STREAM_END: return .ended(filled)
    case Z_OK, Z_BUF_ERROR: return target.isEmpty ? .filled : .hungry
    default: return .damaged
    }
  }
}
