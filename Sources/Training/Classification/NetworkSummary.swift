import Autograd
import Checkpoints
import NeuralNet
import TensorCore
import WideResNet

/// The layers of a network with their shapes and costs for one picture, known without computing
/// anything: no weight is drawn or read.
package struct NetworkSummary {
  package struct Layer {
    /// The path, such as `layer1.0.conv1`; nil for poolings and shortcuts without parameters.
    package let name: String?
    /// Such as "Convolution 3x3".
    package let operation: String
    /// `[H, W, C]`, or `[C]`.
    package let output: [Int]
    /// Trained scalars; running statistics do not count.
    package let parameters: Int
    /// As a direct sum of products.
    package let multiplyAdds: Int
  }

  package let layers: [Layer]
  /// All parameters and running statistics, as files name and hold them.
  package let tensors: [(name: String, shape: Shape)]
  /// Trained scalars, which papers count.
  package let parameters: Int
  package let multiplyAdds: Int

  /// - Throws: `NetworkError` if there is no such network.
  package init(_ configuration: NetworkConfiguration, height: Int, width: Int) throws {
    let store = ParameterStore()
    let network = try configuration.makeNetwork(ParameterBuilder(uninitialized: store))
    let graph = network.graph(height: height, width: width)
    layers = graph.nodes.filter(\.isLayer).map { node in
      Layer(
        name: node.layer, operation: node.kind, output: Array(node.shape.dimensions.dropFirst()),
        parameters: node.operation.parameters.reduce(0) { $0 + $1.value.count },
        multiplyAdds: node.multiplyAdds)
    }
    tensors = store.all.map { ($0.name, $0.storedShape) }
    parameters = store.weightCount
    multiplyAdds = graph.multiplyAdds
  }

  /// Running means and variances.
  package var statistics: Int { tensors.reduce(0) { $0 + $1.shape.count } - parameters }

  /// The memory of all tensors in float32.
  package var byteCount: Int { (parameters + statistics) * MemoryLayout<Float>.size }
}

extension Graph.Node {
  /// Whether it has parameters or changes the size of pictures.
  fileprivate var isLayer: Bool {
    switch operation {
    case .maxPool, .averagePool, .subsampling: true
    default: layer != nil
    }
  }
}
