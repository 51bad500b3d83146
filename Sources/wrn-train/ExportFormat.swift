import Foundation

/// The kinds of files that `export` writes, told by their names.
enum ExportFormat: String, CaseIterable {
  case safetensors, onnx

  /// Nil for a name that ends in something else.
  init?(path: String) {
    self.init(rawValue: (path as NSString).pathExtension.lowercased())
  }
}
