/// A row of blocks of one output size: the first may change size, the others are alike.
struct GroupLayout: Sendable, Hashable {
  let first, rest: BlockLayout
  let count: Int

  subscript(index: Int) -> BlockLayout { index == 0 ? first : rest }

  var outputs: Int { first.outputs }

  var weightCount: Double { first.weightCount + Double(count - 1) * rest.weightCount }
}
