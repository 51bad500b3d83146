/// The bytes of one element of a MATLAB file, in order; inflated piece by piece if compressed.
final class MATByteStream {
  /// The most that deflate can make of a byte.
  private static let greatestRatio = 1032
  private static let bufferBytes = 1 << 18

  private let file: PositionedFile
  /// What is left of the file's bytes.
  private var range: Range<Int>
  private let inflater: Inflater?
  private let buffer: UnsafeMutableRawBufferPointer
  /// The part of `buffer` that is still to be inflated.
  private var input: UnsafeMutableRawBufferPointer

  /// No more bytes than this can come: what a size that the file claims is checked against before
  /// memory is taken for it.
  let limit: Int

  init(_ file: PositionedFile, _ range: Range<Int>, isCompressed: Bool) {
    self.file = file
    self.range = range
    inflater = isCompressed ? Inflater() : nil
    limit = isCompressed ? range.count * Self.greatestRatio : range.count
    buffer = .allocate(byteCount: isCompressed ? Self.bufferBytes : 0, alignment: 16)
    input = .init(rebasing: buffer[..<0])
  }

  deinit { buffer.deallocate() }

  var path: String { file.path }

  /// Fills `target` with the next bytes.
  /// - Throws: ``DatasetError`` if there are not that many.
  func read(into target: UnsafeMutableRawBufferPointer) throws {
    guard let inflater else {
      guard target.count <= range.count else { throw damage("an array ends before its numbers") }
      try file.read(at: range.lowerBound, into: target)
      range = range.lowerBound + target.count..<range.upperBound
      return
    }
    var target = target
    while !target.isEmpty {
      try refill()
      switch inflater.inflate(&input, into: &target) {
      case .filled: return
      case .hungry where !input.isEmpty || !range.isEmpty: continue
      case .ended where target.isEmpty: return
      case .hungry, .ended: throw damage("a compressed array ends before its numbers")
      case .damaged: throw damage("a compressed array cannot be inflated")
      }
    }
  }

  /// The next `count` bytes.
  func read(_ count: Int) throws -> [UInt8] {
    guard count <= limit else { throw damage("it claims \(count) bytes where they cannot be") }
    return try [UInt8](unsafeUninitializedCapacity: count) { target, initialized in
      try read(into: UnsafeMutableRawBufferPointer(target))
      initialized = count
    }
  }

  /// Inflates to the end, where zlib compares its checksum.
  func checkEnd() throws {
    guard let inflater else { return }
    try withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { scratch in
      while true {
        try refill()
        var target = scratch
        switch inflater.inflate(&input, into: &target) {
        case .ended: return
        // An array may be followed by the bytes that fill it up to a multiple of 8.
        case .hungry where !input.isEmpty || !range.isEmpty: continue
        case .filled: throw damage("a compressed array is longer than it says")
        case .hungry, .damaged: throw damage("the checksum of a compressed array is wrong")
        }
      }
    }
  }

  func damage(_ reason: String) -> DatasetError {
    DatasetError("'\(path)' is damaged: \(reason); fetch it again.")
  }

  private func refill() throws {
    guard input.isEmpty, !range.isEmpty else { return }
    let count = min(range.count, buffer.count)
    input = .init(rebasing: buffer[..<count])
    try file.read(at: range.lowerBound, into: input)
    range = range.lowerBound + count..<range.upperBound
  }
}
