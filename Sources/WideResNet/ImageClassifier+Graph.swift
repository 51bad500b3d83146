import Autograd

extension ImageClassifier {
  /// What the network does in inference with one picture of a size; nothing is computed.
  package func graph(height: Int, width: Int) -> Graph {
    Graph(input: [1, height, width, 3]) { self($0, .inference) }
  }
}
