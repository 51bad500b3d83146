import TensorCore
import TestSupport
import Testing

struct MatrixProductTests {
  private static let sizes = [(1, 1, 1), (3, 8, 5), (17, 9, 7), (130, 33, 40), (20, 300, 9)]

  @Test(arguments: sizes, [(false, false), (true, false), (false, true), (true, true)])
  func agreesWithLoop(sizes: (m: Int, n: Int, k: Int), transposed: (Bool, Bool)) {
    let (m, n, k) = sizes
    let a = ReferenceArray.random(transposed.0 ? [k, m] : [m, k], seed: 1)
    let b = ReferenceArray.random(transposed.1 ? [n, k] : [k, n], seed: 2)
    var expected = ReferenceArray([m, n])
    for i in 0..<m {
      for j in 0..<n {
        for t in 0..<k {
          expected[i, j] += (transposed.0 ? a[t, i] : a[i, t]) * (transposed.1 ? b[j, t] : b[t, j])
        }
      }
    }
    let products = Pools.results {
      a.tensor.matrixProduct(
        b.tensor, transposed: transposed.0, otherTransposed: transposed.1)
    }
    #expect(products[0].difference(from: expected, within: .float32) == nil)
    #expect(products[1].bitDifference(from: products[0]) == nil)
    #expect(products[2].bitDifference(from: products[0]) == nil)
  }

  @Test func nothingToSum() {
    #expect(Tensor([2, 0]).matrixProduct(Tensor([0, 3])).scalars == Array(repeating: 0, count: 6))
    #expect(Tensor([0, 2]).matrixProduct(Tensor([2, 3])).shape == [0, 3])
  }
}
