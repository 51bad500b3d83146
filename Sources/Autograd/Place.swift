import TensorCore

/// Where an operation sends a gradient: an input's slot and shape, without its value, so that the
/// value can be freed.
package struct Place {
  let slot: Int?
  let shape: Shape

  var requiresGradient: Bool { slot != nil }
}

extension Variable {
  var place: Place { Place(slot: slot, shape: shape) }
}
