/// A data set read from another format.
package struct ConvertedDataset: Sendable {
  package let coco: COCODataset
  /// What people should know, one sentence each.
  package let notes: [String]
}
