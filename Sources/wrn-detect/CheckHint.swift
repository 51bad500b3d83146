import Datasets
import Foundation
import Imaging
import ToolSupport
import Training

/// Says which command finds all faults of a data set, where a training stops at the first.
struct CheckHint {
  private let dataset: String
  private let validation: String?
  private let images: String?

  init(_ sources: DetectorRun.Sources) {
    dataset = sources.dataset
    images = sources.images
    validation = sources.heldOutShare == nil ? sources.validation : nil
  }

  /// Runs `body`; to its errors about the data the command is added.
  func attach<R>(to body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as DatasetError where FileManager.default.fileExists(atPath: dataset) {
      throw ToolError("\(error) \(sentence)")
    } catch let error as ImageError {
      throw ToolError("\(error) \(sentence)")
    }
  }

  private var sentence: String {
    let command = PrintedCommand.check(dataset, validation: validation, images: images)
    return "To find all such problems: \(command)"
  }
}
