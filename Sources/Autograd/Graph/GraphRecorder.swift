import TensorCore

/// The nodes of a graph while a network is recorded. Variables carry it, as they carry their tape.
final class GraphRecorder {
  private(set) var nodes: [Graph.Node] = []

  /// Appends an operation, and returns its result.
  /// - Precondition: All inputs belong to this recording.
  func record(_ operation: any Operation, of inputs: [Variable], shape: Shape) -> Variable {
    let values = inputs.map { input in
      guard let recorded = input.deferred.recorded, recorded.recorder === self else {
        preconditionFailure(
          "\(operation.kind) joins a recorded value and one of another kind, \(input.shape)")
      }
      return recorded.value
    }
    nodes.append(
      Graph.Node(
        operation: operation.graphOperation, kind: operation.kind, layer: operation.layer,
        inputs: values, shape: shape, multiplyAdds: operation.multiplyAdds(for: shape)))
    return Variable(
      DeferredTensor(Recorded(recorder: self, value: nodes.count), shape), tape: nil, slot: nil)
  }
}

/// A value that is a place in a graph and has no tensor.
struct Recorded {
  let recorder: GraphRecorder
  let value: Int
}
