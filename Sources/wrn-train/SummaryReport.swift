import CommonSupport
import ToolSupport
import Training
import WideResNet

/// What `summary` prints.
struct SummaryReport: Encodable {
  private struct Layer: Encodable {
    let name: String?
    let operation: String
    let output: [Int]
    let parameters, multiplyAdds: Int
  }

  private struct Tensor: Encodable {
    let name: String
    let shape: [Int]
  }

  private enum CodingKeys: String, CodingKey {
    case type, network, configuration, height, parameters, statistics, multiplyAdds, bytes, layers
    case tensors
    case width = "width_px"
  }

  private let type = "summary"
  private let network: String
  private let configuration: NetworkConfiguration
  private let height, width: Int
  private let parameters, statistics, multiplyAdds, bytes: Int
  private let layers: [Layer]
  private let tensors: [Tensor]

  init(_ summary: NetworkSummary, of configuration: NetworkConfiguration, size: PictureSize) {
    network = configuration.name
    self.configuration = configuration
    (height, width) = (size.height, size.width)
    parameters = summary.parameters
    statistics = summary.statistics
    multiplyAdds = summary.multiplyAdds
    bytes = summary.byteCount
    layers = summary.layers.map {
      Layer(
        name: $0.name, operation: $0.operation, output: $0.output, parameters: $0.parameters,
        multiplyAdds: $0.multiplyAdds)
    }
    tensors = summary.tensors.map { Tensor(name: $0.name, shape: $0.shape.dimensions) }
  }

  var text: String {
    func row(_ first: [String], _ parameters: Int, _ multiplyAdds: Int) -> [String] {
      first + [parameters, multiplyAdds].map { $0 == 0 ? "" : $0.grouped }
    }
    let rows = layers.map { layer in
      row(
        [
          layer.name ?? "", layer.operation, layer.output.map(String.init).joined(separator: "x"),
        ], layer.parameters, layer.multiplyAdds)
    }
    let table = TextTable.text(
      [["layer", "operation", "output", "parameters", "multiply-adds"]] + rows
        + [row(["total", "", ""], parameters, multiplyAdds)], numbers: 2)
    return """
      \(network), \(configuration.classes) classes, one picture of \(height)x\(width)
      \(table)
        \(NumberText.value(Double(multiplyAdds) * 1e-9)) billion multiply-adds; \
      \(NumberText.value(Double(bytes) * 1e-6)) MB with \(statistics.grouped) running \
      statistics
      """
  }
}
