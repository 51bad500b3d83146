import Training

/// What `predict` prints for one picture.
struct PredictionReport: Encodable {
  struct Entry: Encodable {
    let name: String
    let title: String?
    let index: Int
    let probability: Float

    enum CodingKeys: String, CodingKey {
      case name = "class"
      case title, index, probability
    }
  }

  let type = "prediction"
  let path: String
  let top: [Entry]
  /// The scores of all classes, in their order.
  let logits: [Float]?

  init(path: String, _ guesses: [Classifier.Guess], logits: [Float]?) {
    self.path = path
    self.logits = logits
    top = guesses.map {
      Entry(name: $0.className, title: $0.title, index: $0.index, probability: $0.probability)
    }
  }

  var text: String {
    "\(path): "
      + top.map { "\($0.title ?? $0.name) \(percent(Double($0.probability)))" }.joined(
        separator: ", ")
  }
}
