import Detection

/// A line of `--per-class --json`.
struct CategoryRecord: Encodable {
  let type = "category"
  let id: Int
  let name: String
  let objects: Int
  let AP, AP50, AP75, AR100: Double

  init(_ category: COCOCategoryMetrics) {
    (id, name, objects) = (category.id, category.name, category.objects)
    (AP, AP50, AP75) = (category.AP, category.AP50, category.AP75)
    AR100 = category.AR100
  }
}
