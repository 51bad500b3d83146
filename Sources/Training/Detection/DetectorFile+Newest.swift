import Checkpoints
import Foundation

extension DetectorFile {
  /// The weights of the newest detector among the runs in `root`, the best if there are any, else
  /// the last; nil if there is none.
  ///
  /// Runs of classifiers are passed over; a file that cannot be read is not, so that using it says
  /// what is wrong.
  package static func newest(in root: String = RunFolder.root) -> String? {
    let entries = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    let files = entries.compactMap { entry -> (path: String, date: Date)? in
      let folder = "\(root)/\(entry)"
      guard let path = try? RunFolder.weights(at: folder), path.hasPrefix("\(folder)/") else {
        return nil
      }
      let dates = [path, "\(folder)/last.safetensors"].compactMap { file in
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return attributes?[.modificationDate] as? Date
      }
      return dates.max().map { (path, $0) }
    }
    // Names decide between equal times, so that the answer does not depend on the file system's
    // order.
    return files.sorted { ($0.date, $0.path) < ($1.date, $1.path) }
      .last { mayBeDetector($0.path) }?.path
  }

  private static func mayBeDetector(_ path: String) -> Bool {
    guard let file = try? SafetensorsFile(path) else { return true }
    return file.metadata[Key.format.rawValue] != nil
  }
}
