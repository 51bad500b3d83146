/// Where the time of a step went.
package struct ProfileReport: Encodable {
  /// What one operation of one layer took in a phase, summed over all steps.
  package struct Entry: Sendable {
    let phase, kind: String
    let layer: String?
    let seconds: Double

    package init(phase: String, kind: String, layer: String?, seconds: Double) {
      self.phase = phase
      self.kind = kind
      self.layer = layer
      self.seconds = seconds
    }
  }

  /// A part of the step: either all operations of a kind or all of a layer.
  struct Part: Encodable {
    let phase: String
    var kind, layer: String?
    /// Per step.
    var seconds: Double
    /// Of the whole step, 0...1.
    var share = 0.0
  }

  /// Phases as they ran, the longest operation of each first.
  let operations: [Part]
  /// As they ran.
  let layers: [Part]

  /// - Parameter steps: How many steps the entries are sums over.
  package init(_ entries: [Entry], steps: Int) {
    let total = entries.reduce(0) { $0 + $1.seconds }
    func merged(_ parts: [Part]) -> [Part] {
      var result: [Part] = []
      for part in parts {
        let place = result.firstIndex {
          ($0.phase, $0.kind, $0.layer) == (part.phase, part.kind, part.layer)
        }
        if let place { result[place].seconds += part.seconds } else { result.append(part) }
      }
      return result.map { part in
        var part = part
        part.share = total > 0 ? part.seconds / total : 0
        part.seconds /= Double(max(steps, 1))
        return part
      }
    }
    let kinds = merged(entries.map { Part(phase: $0.phase, kind: $0.kind, seconds: $0.seconds) })
    var phases: [String] = []
    for kind in kinds where phases.last != kind.phase { phases.append(kind.phase) }
    operations = phases.flatMap { phase in
      kinds.filter { $0.phase == phase }.sorted { $0.seconds > $1.seconds }
    }
    layers = merged(
      entries.filter { $0.layer != nil }
        .map { Part(phase: $0.phase, layer: $0.layer, seconds: $0.seconds) })
  }

  package var text: String {
    [table(operations, "operation"), table(layers, "layer")].joined(separator: "\n\n")
  }

  private func table(_ parts: [Part], _ name: String) -> String {
    let rows = parts.map { part in
      [
        part.phase, part.kind ?? part.layer ?? "", milliseconds(part.seconds),
        "\(NumberText.fixed(part.share * 100, decimals: 1)) %",
      ]
    }
    return TextTable.text([["phase", name, "ms", "share"]] + rows, numbers: 2)
  }
}
