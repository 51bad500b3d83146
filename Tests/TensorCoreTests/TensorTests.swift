import TensorCore
import TestSupport
import Testing

struct TensorTests {
  private let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])

  @Test func subscriptIsRowMajor() {
    #expect(x[0, 1] == 2 && x[2, 0] == 5)
    #expect(Tensor([7], shape: []).scalar == 7)
    #expect(Tensor([2, 0]).scalars == [])
  }

  @Test func scalarsComeInOrder() {
    var last: Float = 0
    let counted = Tensor([2, 3]) {
      last += 1
      return last
    }
    #expect(counted.shape == [2, 3] && counted.scalars == [1, 2, 3, 4, 5, 6])
  }

  /// Rows without channels are no work.
  @Test func noChannels() {
    let (none, vector) = (Tensor([3, 0]), Tensor([0]))
    var x = none
    x.addRow(vector)
    let norm = BatchNormGradient(
      x: none, mean: vector, inverse: vector, scale: vector, shift: vector, relu: true)
    norm.applyInputGradient(to: &x, p: vector, q: vector)
    #expect(x.shape == [3, 0])
  }

  /// Every operation in place leaves copies, reshaped ones too, as they were.
  @Test func copiesAreIndependent() {
    let changes: [(String, (inout Tensor) -> Void)] = [
      ("add", { $0.add(Tensor([3, 2], repeating: 1)) }),
      ("add times", { $0.add(Tensor([3, 2], repeating: 1), times: 3) }),
      ("add itself", { $0.add($0) }),
      ("scale", { $0.scale(by: 2) }),
      ("addRow", { $0.addRow(Tensor([2], repeating: 1)) }),
      ("mask", { $0.maskByReLU(output: Tensor([3, 2])) }),
      ("floats", { $0.withMutableFloats { $0[0] = 9 } }),
      (
        "product",
        { $0.addMatrixProduct(Tensor([3, 1], repeating: 1), Tensor([1, 2], repeating: 1)) }
      ),
      (
        "SGD",
        {
          var buffer = Tensor([3, 2])
          $0.applySGDStep(
            Tensor([3, 2], repeating: 1), buffer: &buffer, learningRate: 1, momentum: 0.9,
            weightDecay: 0, isNesterov: true, isFirst: true)
        }
      ),
    ]
    for (name, change) in changes {
      var changed = x
      let reshaped = x.reshaped(to: [6])
      change(&changed)
      #expect(x.scalars == [1, 2, 3, 4, 5, 6], "\(name)")
      #expect(reshaped.scalars == [1, 2, 3, 4, 5, 6], "\(name)")
      #expect(changed.scalars != x.scalars, "\(name)")
    }
  }

  @Test func onlyReferenceIsChangedInPlace() {
    var only = Tensor([1000], repeating: 1)
    let before = only.withFloats { UInt(bitPattern: $0) }
    only.scale(by: 2)
    #expect(only.withFloats { UInt(bitPattern: $0) } == before)
  }

  @Test func slices() {
    #expect(x.slice(1..<3).scalars == [3, 4, 5, 6])
    #expect(x.slice(1..<3).shape == [2, 2])
    #expect(x.slice(2..<2).shape == [0, 2])
    #expect(Tensor([2, 3, 4, 5], repeating: 1).slice(1..<2).shape == [1, 3, 4, 5])
  }

  @Test(arguments: [1, 7, 8, 9, 17])
  func columnsUndoConcatenation(width: Int) {
    let a = ReferenceArray.random([5, 3, width], seed: 1).tensor
    let b = ReferenceArray.random([5, 3, 4], seed: 2).tensor
    let joined = Tensor.concatenated([a, b, a])
    #expect(joined.shape == [5, 3, 2 * width + 4])
    #expect(joined.columns(0..<width).bitDifference(from: a) == nil)
    #expect(joined.columns(width..<width + 4).bitDifference(from: b) == nil)
    #expect(joined.columns(width + 4..<2 * width + 4).bitDifference(from: a) == nil)
  }

  @Test(arguments: [1, 7, 8, 9, 17, 5000])
  func norms(count: Int) {
    let x = ReferenceArray.random([count], seed: 1)
    let expected = x.values.reduce(0) { $0 + $1 * $1 }
    #expect(Tolerance(absolute: 0, relative: 1e-5).accepts(x.tensor.squaredNorm(), expected))
  }

  @Test func finiteness() {
    #expect(Tensor([10], repeating: 1e30).isFinite)  // although its squares are not
    for bad in [Float.nan, .infinity, -.infinity] {
      #expect(!Tensor([0, 0, 0, 0, 0, 0, 0, 0, 0, bad], shape: [10]).isFinite)
    }
  }

  @Test func softmaxRowsSumToOne() {
    let rows = ReferenceArray.random([300, 11], seed: 1, in: -20...20).tensor.softmax()
    for r in 0..<300 { #expect(abs((0..<11).reduce(0) { $0 + rows[r, $1] } - 1) < 1e-6) }
  }

  @Test func sigmoidOfExtremes() {
    #expect(Tensor([-1e4, 0, 1e4], shape: [3]).sigmoid().scalars == [0, 0.5, 1])
  }
}
