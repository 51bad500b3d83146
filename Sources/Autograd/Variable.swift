import TensorCore

/// A tensor and where it stands on a tape.
///
/// The tensor is computed when it is first read; see ``DeferredTensor``.
public struct Variable {
  let deferred: DeferredTensor
  /// The tape that records what is done with this value; nil while only values are wanted.
  package let tape: Tape?
  /// The place of the gradient; nil if none is needed.
  let slot: Int?

  /// A value without a tape, for inference.
  public init(_ value: Tensor) { self.init(DeferredTensor(value), tape: nil, slot: nil) }

  init(_ deferred: DeferredTensor, tape: Tape?, slot: Int?) {
    self.deferred = deferred
    self.tape = tape
    self.slot = slot
  }

  /// The tensor, computed now if it was not read before.
  public var value: Tensor { deferred.tensor }

  public var shape: Shape { deferred.shape }

  /// Whether backward computes a gradient of this value.
  public var requiresGradient: Bool { slot != nil }

  /// The same value, with no gradient and no tape; what is computed of it goes with it.
  public var detached: Variable { Variable(value) }

  /// The mean and biased variance of each channel over all rows.
  package func moments() -> ChannelMoments { deferred.moments() }

  /// What an operation keeps in order to have this value again in backward.
  var saved: Saved { deferred.saved }

  /// The result of an operation on this variable, recorded if any of `inputs` or `parameters` needs
  /// a gradient.
  static func result(
    _ value: Tensor, of inputs: [Variable], parameters: [Parameter] = [],
    operation: @autoclosure () -> any Operation
  ) -> Variable {
    result(
      DeferredTensor(value), of: inputs, parameters: parameters, operation: operation())
  }

  /// The same for a shape that is known before the value. Only such operations can be recorded as a
  /// graph, where nothing has a value.
  static func result(
    _ shape: Shape, of inputs: [Variable], parameters: [Parameter] = [],
    operation: @autoclosure () -> any Operation, value: () -> DeferredTensor
  ) -> Variable {
    guard let recorder = recorder(of: inputs) else {
      return result(value(), of: inputs, parameters: parameters, operation: operation())
    }
    return recorder.record(operation(), of: inputs, shape: shape)
  }

  /// The same for a value that is computed when it is first read.
  static func result(
    _ value: DeferredTensor, of inputs: [Variable], parameters: [Parameter] = [],
    operation: @autoclosure () -> any Operation
  ) -> Variable {
    if let recorder = recorder(of: inputs) {
      return recorder.record(operation(), of: inputs, shape: value.shape)
    }
    Profile.current?.mark(operation(), output: value.shape)
    guard let tape = inputs.lazy.compactMap(\.tape).first else {
      return Variable(value, tape: nil, slot: nil)
    }
    precondition(
      inputs.allSatisfy { $0.tape == nil || $0.tape === tape },
      "the inputs of an operation were recorded on different tapes")
    let isRecorded =
      inputs.contains(where: \.requiresGradient) || parameters.contains(where: \.isTrainable)
    return Variable(
      value, tape: tape,
      slot: isRecorded ? tape.record(operation(), parameters: parameters) : nil)
  }

  /// What records a graph, if one of the inputs is a place in it.
  private static func recorder(of inputs: [Variable]) -> GraphRecorder? {
    inputs.lazy.compactMap(\.deferred.recorded?.recorder).first
  }
}
