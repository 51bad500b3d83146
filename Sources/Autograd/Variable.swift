import TensorCore

/// A tensor and where it stands on a tape.
public struct Variable {
  public let value: Tensor
  /// The tape that records what is done with this value; nil while only values are wanted.
  package let tape: Tape?
  /// The place of the gradient; nil if none is needed.
  let slot: Int?
  private let recompute: (() -> Tensor)?

  /// A value without a tape, for inference.
  public init(_ value: Tensor) { self.init(value, tape: nil, slot: nil) }

  init(_ value: Tensor, tape: Tape?, slot: Int?, recompute: (() -> Tensor)? = nil) {
    self.value = value
    self.tape = tape
    self.slot = slot
    self.recompute = recompute
  }

  public var shape: Shape { value.shape }

  /// Whether backward computes a gradient of this value.
  public var requiresGradient: Bool { slot != nil }

  /// The same value, with no gradient and no tape.
  public var detached: Variable { Variable(value) }

  /// What an operation keeps in order to have this value again in backward.
  var saved: Saved { recompute.map(Saved.recomputed) ?? .kept(value) }

  /// The result of an operation on this variable, recorded if any of `inputs` or `parameters` needs
  /// a gradient.
  ///
  /// `recompute` gives the value again from what the operation keeps anyway, so that nobody needs
  /// to keep the value.
  static func result(
    _ value: Tensor, of inputs: [Variable], parameters: [Parameter] = [],
    recompute: (() -> Tensor)? = nil,
    operation: @autoclosure () -> any Operation
  ) -> Variable {
    Profile.current?.mark(operation(), output: value.shape)
    guard let tape = inputs.lazy.compactMap(\.tape).first else { return Variable(value) }
    precondition(
      inputs.allSatisfy { $0.tape == nil || $0.tape === tape },
      "the inputs of an operation were recorded on different tapes")
    let isRecorded =
      inputs.contains(where: \.requiresGradient) || parameters.contains(where: \.isTrainable)
    return Variable(
      value, tape: tape, slot: isRecorded ? tape.record(operation()) : nil, recompute: recompute)
  }
}
