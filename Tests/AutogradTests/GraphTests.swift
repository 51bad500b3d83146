import Autograd
import TensorCore
import Testing

@Suite struct GraphTests {
  private let filter = Parameter(
    name: "a.conv.weight", value: Tensor([3, 3, 4, 4], repeating: 0.1), layout: .convolutionFilter)
  private let gamma = Parameter(name: "a.bn.weight", value: Tensor([4], repeating: 2))
  private let beta = Parameter(name: "a.bn.bias", value: Tensor([4], repeating: -1))
  private let weight = Parameter(name: "fc.weight", value: Tensor([5, 4], repeating: 0.5))
  private let bias = Parameter(name: "fc.bias", value: Tensor([5]))

  /// A network with every way in which a value can be deferred: folding, a chain of convolutions, a
  /// sum that is rectified.
  private func network(_ x: Variable) -> Variable {
    let statistics = BatchNormStatistics(
      mean: Tensor([4], repeating: 0.5), variance: Tensor([4], repeating: 3), isOfBatch: false)
    let convolution = Convolution(stride: 1, padding: 1)
    let activated = x.convolved(with: filter, convolution)
      .batchNormalized(statistics, gamma: gamma, beta: beta, epsilon: 1e-5, relu: true)
    let inner = activated.convolved(with: filter, Convolution(stride: 2, padding: 1))
    let shortcut = x.maxPooled(Pooling(height: 3, width: 3, stride: 2, padding: 1))
    return (inner + shortcut).relu().globallyAveraged().linear(weight: weight, bias: bias)
  }

  @Test func everyOperationIsANode() {
    let graph = Graph(input: [2, 7, 9, 4], recording: network)
    #expect(
      graph.nodes.map(\.kind) == [
        "Convolution 3x3", "BatchNorm", "Convolution 3x3 / 2", "MaxPool", "Add", "ReLU",
        "AveragePool", "Reshape", "Linear",
      ])
    #expect(graph.nodes.map(\.inputs) == [[0], [1], [2], [0], [3, 4], [5], [6], [7], [8]])
    #expect(
      graph.nodes.map(\.shape) == [
        [2, 7, 9, 4], [2, 7, 9, 4], [2, 4, 5, 4], [2, 4, 5, 4], [2, 4, 5, 4], [2, 4, 5, 4],
        [2, 1, 1, 4], [2, 4], [2, 5],
      ])
    #expect(
      graph.nodes.map(\.layer) == [
        "a.conv", "a.bn", "a.conv", nil, nil, nil, nil, nil, "fc",
      ])
    #expect(graph.output == 9)
    #expect(graph.readers == [[0, 3], [1], [2], [4], [4], [5], [6], [7], [8], []])
  }

  @Test func recordingComputesNothingAndCountsWhatComputingCounts() {
    let recorded = Profile()
    let graph = Profile.$current.withValue(recorded) {
      Graph(input: [2, 7, 9, 4], recording: network)
    }
    #expect(recorded.multiplyAdds == 0 && recorded.entries.isEmpty)
    let computed = Profile()
    let output = Profile.$current.withValue(computed) { network(Variable(Tensor([2, 7, 9, 4]))) }
    #expect(graph.multiplyAdds == computed.multiplyAdds)
    #expect(graph.multiplyAdds == 2 * (63 + 20) * 9 * 16 + 2 * 20)
    #expect(graph.shape(of: graph.output) == output.shape)
  }

  @Test func shapesAreThoseOfValues() {
    func network(_ x: Variable) -> Variable {
      Variable.concatenated([x, x.averagePooled(Pooling(height: 1, width: 1))])
        .adding(bias: Parameter(name: "bias", value: Tensor([8]))).flattened()
    }
    let graph = Graph(input: [2, 3, 5, 4], recording: network)
    #expect(graph.nodes.map(\.kind) == ["AveragePool", "Concatenation", "Bias", "Reshape"])
    #expect(graph.shape(of: graph.output) == network(Variable(Tensor([2, 3, 5, 4]))).shape)
  }

  @Test func shortcutsWithoutWeights() {
    func network(_ x: Variable) -> Variable {
      x.subsampled(Subsampling(stride: 2, zerosBefore: 1, zerosAfter: 2)).scaled(by: 0.5)
    }
    let graph = Graph(input: [2, 3, 5, 4], recording: network)
    #expect(graph.nodes.map(\.kind) == ["Subsampling", "Scale"])
    #expect(graph.shape(of: 1) == [2, 2, 3, 7])
    #expect(graph.shape(of: 2) == network(Variable(Tensor([2, 3, 5, 4]))).shape)
  }
}
