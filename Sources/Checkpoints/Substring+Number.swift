extension Substring {
  /// The number in a file's name, nil if it is none or leaves no room to count on.
  var countableNumber: Int? { count < 18 && allSatisfy(\.isASCII) ? Int(self) : nil }
}
