/// Calls `body` with room for `count` floats of any content, valid during the call.
func withScratch<R>(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> R) -> R {
  let storage = Storage(count: count)
  defer { withExtendedLifetime(storage) {} }
  return body(storage.pointer)
}

/// Calls `body` with two pieces of scratch memory.
func withScratch<R>(
  _ a: Int, _ b: Int, _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) -> R
) -> R {
  withScratch(a) { a in withScratch(b) { b in body(a, b) } }
}

/// Calls `body` with three pieces of scratch memory.
func withScratch<R>(
  _ a: Int, _ b: Int, _ c: Int,
  _ body: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)
    -> R
) -> R {
  withScratch(a) { a in withScratch(b) { b in withScratch(c) { c in body(a, b, c) } } }
}
