typealias Scalars = UnsafePointer<Float>

/// Calls `body` with the scalars of two tensors, valid during the call.
func withFloats<R>(_ a: Tensor, _ b: Tensor, _ body: (Scalars, Scalars) -> R) -> R {
  a.withFloats { a in b.withFloats { b in body(a, b) } }
}

/// Calls `body` with the scalars of three tensors, valid during the call.
func withFloats<R>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor, _ body: (Scalars, Scalars, Scalars) -> R
) -> R {
  a.withFloats { a in b.withFloats { b in c.withFloats { c in body(a, b, c) } } }
}
