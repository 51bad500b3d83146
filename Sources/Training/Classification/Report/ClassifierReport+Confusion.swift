import Foundation
import Imaging

extension ClassifierReport.Evaluation {
  /// Classes that a table of counts has room for.
  private static let largestTable = 20
  /// Classes that a picture has a pixel for.
  private static let largestPicture = 1000
  /// Classes whose bars are shown: with more, the worst ones and a few of the best.
  private static let (worstBars, bestBars) = (40, 10)

  /// The confusion matrix, and the pairs of classes that are most often mistaken.
  var confusions: HTML {
    get throws {
      let pairs = confusion.mostConfused(classNames.count > 20 ? 20 : 10)
      return """
        <section>
        <h2>Confusions</h2>
        \(classNames.count > Self.largestPicture ? "" : try matrix)
        \(pairs.isEmpty ? "" : pairTable(pairs))
        </section>
        """
    }
  }

  private var matrix: HTML {
    get throws {
      """
      <p class="note">Rows are the true classes, columns the predicted ones.</p>
      <div class="wide">\(classNames.count <= Self.largestTable ? table : try picture)</div>
      """
    }
  }

  private var table: HTML {
    let head = HTML.joined(
      classNames.map { "<th scope=\"col\"><span>\($0)</span></th>" as HTML })
    let rows = classNames.indices.map { label -> HTML in
      let total = confusion.count(of: label)
      let cells = classNames.indices.map { predicted in
        let count = confusion[label, predicted]
        return cell(
          count, share: total == 0 ? 0 : Double(count) / Double(total), isRight: label == predicted)
      }
      return "<tr><th scope=\"row\">\(classNames[label])</th>\(HTML.joined(cells))</tr>"
    }
    return """
      <table class="confusion">
      <thead><tr><td></td>\(head)</tr></thead>
      <tbody>
      \(HTML.joined(rows))
      </tbody>
      </table>
      """
  }

  private func cell(_ count: Int, share: Double, isRight: Bool) -> HTML {
    guard count > 0 else { return "<td></td>" }
    // The square root shows the few mistakes beside the many pictures that are right.
    let alpha = String(format: "%.2f", isRight ? share * 0.75 : (share.squareRoot() * 1.5).clamped)
    let shade = isRight ? "right" : "wrong"
    return "<td class=\"\(shade)\" style=\"--shade:\(alpha)\">\(count)</td>"
  }

  /// One small square for each pair of classes.
  private var picture: HTML {
    get throws {
      let side = max(1, 700 / classNames.count)
      let size = side * classNames.count
      let counts = classNames.indices.map { label in
        classNames.indices.map { confusion[label, $0] }
      }
      let image = try MatrixChart(labels: classNames, counts: counts).squares(side: side)
      let address = HTML.dataURI(try image.pngBytes(), type: "image/png")
      return """
        <img class="matrix" width="\(size)" height="\(size)" alt="confusion matrix of \
        \(classNames.count) classes" src="\(address)">
        <p class="note">Blue: the share of a class that is right; red: what it is taken for.</p>
        """
    }
  }

  private func pairTable(_ pairs: [ConfusionMatrix.Pair]) -> HTML {
    let rows = pairs.map { pair -> HTML in
      let share = 100 * Double(pair.count) / Double(max(confusion.count(of: pair.label), 1))
      return """
        <tr><td>\(classNames[pair.label])</td><td>\(classNames[pair.predicted])</td>\
        <td class="number">\(pair.count)</td><td class="number">\(ReportText.percent(share))</td></tr>
        """
    }
    return """
      <table class="list">
      <caption>Most confused</caption>
      <thead><tr><th>true class</th><th>taken for</th><th class="number">pictures</th>\
      <th class="number">of the class</th></tr></thead>
      <tbody>
      \(HTML.joined(rows))
      </tbody>
      </table>
      """
  }

  /// Each class's accuracy as a bar, the worst first.
  var classes: HTML {
    let order = classNames.indices.compactMap { label in
      confusion.accuracy(of: label).map { (label: label, accuracy: $0) }
    }.sorted { ($0.accuracy, $0.label) < ($1.accuracy, $1.label) }
    let isLong = order.count > Self.worstBars + Self.bestBars + 50
    let first = isLong ? Array(order.prefix(Self.worstBars)) : order
    let last = isLong ? Array(order.suffix(Self.bestBars)) : []
    let left = order.count - first.count - last.count
    let gap: HTML =
      left == 0 ? "" : "<tr><td colspan=\"3\" class=\"note\">\(left) classes between</td></tr>"
    return """
      <section>
      <h2>Accuracy of each class</h2>
      <table class="bars">
      \(HTML.joined(first.map(bar)))
      \(gap)
      \(HTML.joined(last.map(bar)))
      </table>
      </section>
      """
  }

  private func bar(_ entry: (label: Int, accuracy: Double)) -> HTML {
    let percent = ReportText.percent(entry.accuracy * 100)
    let width = String(format: "%.2f", entry.accuracy * 100)
    return """
      <tr><th scope="row">\(classNames[entry.label])</th>\
      <td class="track"><div class="bar" style="width:\(width)%"></div></td>\
      <td class="number">\(percent)</td></tr>
      """
  }
}

extension Double {
  fileprivate var clamped: Double { min(max(self, 0), 1) }
}
