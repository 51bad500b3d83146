import TensorCore

/// A network as data: the operations of one forward pass, in the order in which they run.
///
/// It is what other formats are written from, and it knows shapes and costs before anything ran.
package struct Graph {
  package struct Node {
    package let operation: GraphOperation
    /// What a profile calls it, such as "Convolution 3x3".
    package let kind: String
    /// The path of the layer whose parameters it uses, if any.
    package let layer: String?
    /// The values it reads: 0 is the graph's input, `n + 1` the result of node `n`.
    package let inputs: [Int]
    /// Of the result.
    package let shape: Shape
    /// As a direct sum of products; elementwise work counts nothing.
    package let multiplyAdds: Int
  }

  /// The shape of the input.
  package let input: Shape
  package let nodes: [Node]
  /// The value that the pass returned.
  package let output: Int

  /// Records what `network` does in inference with an input of a shape.
  ///
  /// Nothing is computed: the variables have shapes and no values, so the network must not read any.
  /// - Precondition: The result depends on the input.
  package init(input: Shape, recording network: (Variable) -> Variable) {
    let recorder = GraphRecorder()
    let output = network(
      Variable(DeferredTensor(Recorded(recorder: recorder, value: 0), input), tape: nil, slot: nil))
    guard let result = output.deferred.recorded, result.recorder === recorder else {
      preconditionFailure("the result of a recorded network does not depend on its input")
    }
    self.input = input
    self.output = result.value
    nodes = recorder.nodes
  }

  /// The shape of a value.
  package func shape(of value: Int) -> Shape { value == 0 ? input : nodes[value - 1].shape }

  /// The nodes that read each value, by value.
  package var readers: [[Int]] {
    var readers = Array(repeating: [Int](), count: nodes.count + 1)
    for (index, node) in nodes.enumerated() {
      for value in node.inputs { readers[value].append(index) }
    }
    return readers
  }

  package var multiplyAdds: Int { nodes.reduce(0) { $0 + $1.multiplyAdds } }
}
