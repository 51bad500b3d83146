extension COCOCheck {
  /// What is wrong between a training set and the set it is evaluated on.
  package func findings(beside validation: COCOCheck) -> [COCOFinding] {
    var found = COCOFindings()
    for (index, first) in equalPictures(of: validation) {
      found.record(
        .leakage,
        entries.example(image: index, "as \(validation.entries.example(image: first))"))
    }
    compareCategories(validation, &found)
    return found.list
  }

  private func compareCategories(_ validation: COCOCheck, _ found: inout COCOFindings) {
    func named(_ check: COCOCheck) -> [Int: String] {
      let entries = check.entries
      let pairs = entries.categories.compactMap { category in
        entries.categoryIDs[category.key]?.number.map { ($0, category.name) }
      }
      return Dictionary(pairs) { first, _ in first }
    }
    let (own, others) = (named(self), named(validation))
    for (index, category) in entries.categories.enumerated() {
      guard let id = entries.categoryIDs[category.key]?.number, others[id] != own[id] else {
        continue
      }
      found.record(
        .categoryMismatch,
        entries.example(
          category: index, "in '\(validation.path)' " + (others[id].map { "'\($0)'" } ?? "missing"))
      )
    }
    for (index, category) in validation.entries.categories.enumerated() {
      guard let id = validation.entries.categoryIDs[category.key]?.number, own[id] == nil else {
        continue
      }
      found.record(
        .categoryMismatch,
        validation.entries.example(category: index, "is in '\(validation.path)' only"))
    }
  }
}
