import TensorCore

extension Operation {
  /// The type's name: `MaxPool` of `MaxPoolOperation`.
  package var kind: String {
    let name = "\(Self.self)"
    return name.hasSuffix("Operation") ? String(name.dropLast("Operation".count)) : name
  }
  package var layer: String? { nil }
  package var graphOperation: GraphOperation { .other }
  package func multiplyAdds(for output: Shape) -> Int { 0 }
}

extension Profile {
  /// Charges what a forward operation took.
  func mark(_ operation: any Operation, output: Shape) {
    mark(
      operation.kind, layer: operation.layer, multiplyAdds: operation.multiplyAdds(for: output))
  }
}
