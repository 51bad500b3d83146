/// Where the time of a step went.
package struct ProfileReport: Encodable {
  /// What one operation of one layer took in a phase, summed over all steps.
  package typealias Entry = (phase: String, kind: String, layer: String?, seconds: Double)

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
    operations = kinds.map(\.phase).uniqued.flatMap { phase in
      kinds.filter { $0.phase == phase }.sorted { $0.seconds > $1.seconds }
    }
    layers = merged(
      entries.filter { $0.layer != nil }
        .map { Part(phase: $0.phase, layer: $0.layer, seconds: $0.seconds) })
  }

  /// The phases, the operations and the layers as three tables, in milliseconds and shares of the
  /// step.
  package var text: String {
    let phases = operations.map(\.phase).uniqued.map { phase in
      [phase] + figures(operations.filter { $0.phase == phase })
    }
    let kinds = operations.map { [$0.phase, $0.kind ?? ""] + figures([$0]) }
    return [
      TextTable.text([["phase", "ms", "share"]] + phases, numbers: 2),
      TextTable.text([["phase", "operation", "ms", "share"]] + kinds, numbers: 2),
      layerTable,
    ].joined(separator: "\n\n")
  }

  /// A column for each phase.
  private var layerTable: String {
    let phases = layers.map(\.phase).uniqued
    let rows = layers.compactMap(\.layer).uniqued.map { layer in
      let own = layers.filter { $0.layer == layer }
      let times = phases.map { phase in
        own.first { $0.phase == phase }.map { milliseconds($0.seconds) } ?? ""
      }
      return [layer] + times + figures(own).suffix(1)
    }
    return TextTable.text(
      [["layer"] + phases.map { "\($0) ms" } + ["share"]] + rows, numbers: phases.count + 1)
  }

  private func figures(_ parts: [Part]) -> [String] {
    let share = parts.reduce(0) { $0 + $1.share }
    return [
      milliseconds(parts.reduce(0) { $0 + $1.seconds }),
      "\(NumberText.fixed(share * 100, decimals: 1)) %",
    ]
  }
}

extension [String] {
  /// The different elements, in the order in which they first come.
  fileprivate var uniqued: [String] {
    var seen: Set<String> = []
    return filter { seen.insert($0).inserted }
  }
}
