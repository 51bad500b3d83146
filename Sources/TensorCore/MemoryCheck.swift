import Synchronization

/// A check of the kernels, off unless a test turns it on: memory for tensors starts as NaN and
/// stands between guard zones of NaN. What reads outside, or what nobody wrote, spoils its result;
/// what writes outside is reported when the memory is freed.
package enum MemoryCheck {
  private static let on = Atomic<Bool>(false)
  private static let reports = Mutex<[String]>([])
  /// Floats in each guard zone; keeps the alignment of 64 bytes.
  private static let zone = 64
  private static let mark: UInt32 = 0x7FC0_5AFE  // a NaN that arithmetic does not make

  /// Whether new memory is checked.
  package static var isOn: Bool {
    get { on.load(ordering: .relaxed) }
    set { on.store(newValue, ordering: .relaxed) }
  }

  /// Returns what was found since the last call.
  package static func takeReports() -> [String] {
    reports.withLock { reports in
      defer { reports = [] }
      return reports
    }
  }

  /// Returns memory for `count` floats between guard zones, all NaN.
  package static func allocate(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = UnsafeMutableRawPointer.allocate(byteCount: (count + 2 * zone) * 4, alignment: 64)
    let start = memory.bindMemory(to: Float.self, capacity: count + 2 * zone)
    start.initialize(repeating: Float(bitPattern: mark), count: count + 2 * zone)
    return start + zone
  }

  /// Frees what `allocate` returned and says what was written outside, or nil.
  package static func deallocate(_ pointer: UnsafeMutablePointer<Float>, count: Int) -> String? {
    defer { (pointer - zone).deallocate() }
    let outside = Array(-zone..<0) + Array(count..<count + zone)
    return outside.first { pointer[$0].bitPattern != mark }
      .map { "a kernel wrote float \($0) of a buffer of \(count)" }
  }

  /// Frees what `allocate` returned, and reports what was written outside.
  static func release(_ pointer: UnsafeMutablePointer<Float>, count: Int) {
    guard let text = deallocate(pointer, count: count) else { return }
    reports.withLock { $0.append(text) }
  }
}
