import CommonSupport
import Foundation
import Imaging

extension ClassifierReport {
  /// The figures that one looks for first.
  var summary: HTML {
    let recipe = run.recipe
    var rows: [(String, HTML)] = [
      (
        "Network",
        "\(recipe.network.name), \(run.weightCount.map(\.grouped) ?? "unknown") weights"
      ),
      ("Data set", "\(recipe.dataset.rawValue), \(recipe.network.classes) classes"),
      ("Epochs", "\(run.epochsDone) of \(recipe.epochs)\(run.endedEarly ? ", ended early" : "")"),
    ]
    if let best = run.best {
      rows.append(
        ("Best error", "<strong>\(ReportText.percent(best.error))</strong> at epoch \(best.epoch)"))
    }
    if let last = run.last {
      let loss = last.loss.map { ", loss \(ReportText.loss($0))" } ?? ""
      rows.append(
        ("Last error", "\(ReportText.percent(last.error)) at epoch \(last.epoch)\(loss)"))
    }
    if let expected = run.recipe.expected {
      rows.append(
        ("Expected error", "\(expected.label)"))
    }
    rows.append(("Training time", "\(ReportText.time(run.seconds))"))
    if let rate = run.imagesPerSecond {
      rows.append(("Speed", "\(String(format: "%.1f", rate)) images/s"))
    }
    if !run.isComplete { rows.append(("Continue with", "<code>\(run.resumeCommand)</code>")) }
    return "<section>\n\(Self.table(rows))\n</section>"
  }

  var curves: HTML {
    get throws {
      guard !run.epochs.isEmpty else { return "<p>No epoch is finished yet.</p>" }
      let svg = try ClassifierCurves(run).sheet.svg(showsTitle: false)
      return
        "<section>\n<h2>Curves</h2>\n<div class=\"chart\">\(HTML.markup(svg))</div>\n</section>"
    }
  }

  /// Every key of the run's configuration.
  var recipeTable: HTML {
    let lines = RecipeKeys.all(of: run.recipe).map {
      "<div><dt>\($0.key)</dt><dd>\($0.value)</dd></div>" as HTML
    }
    return """
      <section>
      <h2>Recipe</h2>
      <dl>
      \(HTML.joined(lines))
      </dl>
      </section>
      """
  }

  private static func table(_ rows: [(String, HTML)]) -> HTML {
    let lines = rows.map { "<tr><th>\($0)</th><td>\($1)</td></tr>" as HTML }
    return "<table class=\"facts\">\n\(HTML.joined(lines))\n</table>"
  }
}
