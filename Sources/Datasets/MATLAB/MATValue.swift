/// A variable of a MATLAB file, column after column.
enum MATValue {
  case numbers([Double])
  case text(String)
  /// An array of structures: their fields by name.
  case structures([[String: MATValue]])
  /// What no data set needs: cells, sparse and complex arrays, objects.
  case other

  /// The number of a 1x1 array.
  var number: Double? {
    guard case .numbers(let numbers) = self, numbers.count == 1 else { return nil }
    return numbers[0]
  }

  var string: String? {
    guard case .text(let text) = self else { return nil }
    return text
  }
}
