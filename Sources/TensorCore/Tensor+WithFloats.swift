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

/// Calls `body` with the scalars of six tensors, valid during the call.
func withFloats<R>(
  _ a: Tensor, _ b: Tensor, _ c: Tensor, _ d: Tensor, _ e: Tensor, _ f: Tensor,
  _ body: (Scalars, Scalars, Scalars, Scalars, Scalars, Scalars) -> R
) -> R {
  withFloats(a, b, c) { a, b, c in withFloats(d, e, f) { d, e, f in body(a, b, c, d, e, f) } }
}
