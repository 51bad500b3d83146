import ArgumentParser
import Checkpoints
import Imaging
import ToolSupport
import Training

/// Three numbers, of red, green and blue: `0.485,0.456,0.406`.
struct ChannelNumbers: ExpressibleByArgument {
  let values: [Float]

  init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Float($0.trimmingPrefix(while: \.isWhitespace))
    }
    guard numbers.count == 3 else { return nil }
    values = numbers.compactMap(\.self)
    guard values.count == 3, values.allSatisfy(\.isFinite) else { return nil }
  }
}

/// How pictures are prepared: only for weights of other programs, whose files do not say it.
struct PictureOptions: ParsableArguments {
  @Option(help: .init("Pixels to a side that the network reads.", valueName: "pixels"))
  var size: Int?
  @Option(
    help: .init(
      "Pixels of the shorter side before the centre is taken.", valueName: "pixels"))
  var resize: Int?
  @Option(help: .init("How pictures are resized.", valueName: "name"))
  var filter: ResampleFilter?
  @Option(
    help: .init(
      "Subtracted from red, green and blue in 0...1, as 0.485,0.456,0.406.", valueName: "r,g,b"))
  var mean: ChannelNumbers?
  @Option(help: .init("What red, green and blue are divided by.", valueName: "r,g,b"))
  var std: ChannelNumbers?

  func validate() throws {
    func check(_ numbers: ChannelNumbers?, _ message: String, _ isValid: (Float) -> Bool) throws {
      guard let values = numbers?.values, !values.allSatisfy(isValid) else { return }
      throw ValidationError("\(message), got \(values.map(\.description).joined(separator: ", ")).")
    }
    try check(mean, "mean must be three numbers in 0...1") { $0 >= 0 && $0 <= 1 }
    try check(std, "std must be three numbers greater than 0 and at most 1") { $0 > 0 && $0 <= 1 }
  }

  private func values(names: NamesArgument?, classes: String?) throws -> ClassifierOptions {
    var result = ClassifierOptions()
    result.names = names?.convention
    result.size = size
    result.resize = resize
    result.filter = filter
    result.mean = mean?.values
    result.deviation = std?.values
    result.classNames = try classes.map {
      $0 == "cifar10" ? ClassNames.cifar10 : try ClassNames.read($0)
    }
    return result
  }

  /// Loads a classifier for pictures prepared so, and says what was assumed.
  ///
  /// - Parameters:
  ///   - names: Whose names the tensors have; nil to find out.
  ///   - classes: A file with names of the classes, or `cifar10`.
  func load(
    _ path: String, names: NamesArgument? = nil, classes: String? = nil
  ) throws -> Classifier {
    let options = try values(names: names, classes: classes)
    let classifier = try Classifier(contentsOfFile: path, options: options)
    if let assumption = classifier.assumption { StandardError.print(assumption) }
    return classifier
  }
}

extension ResampleFilter: ExpressibleByArgument {}
