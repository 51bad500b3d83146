import TensorCore
import TestSupport
import Testing

/// Convolutions that normalise what they read, finish what they write, and take sums over it.
struct FusedConvolutionTests {
  private static let channels = [3, 5, 8, 12, 16, 20, 200]

  /// Every kernel and stride, with channels, sizes and ways to finish dealt in turn.
  private static let cases: [FusedCase] = {
    var cases: [FusedCase] = []
    for kernel in [1, 3, 5, 7] {
      for stride in 1...3 {
        for _ in 0..<7 {
          let i = cases.count
          cases.append(
            FusedCase(
              input: [
                i % 4 == 0 ? 3 : 1, [1, 7, 12, 5][i % 4], [9, 1, 6, 13, 2][i % 5],
                channels[i % 7],
              ], filter: [kernel, kernel, channels[i % 7], channels[(i * 3 + i / 7 + 2) % 7]],
              convolution: Convolution(stride: stride, padding: kernel / 2),
              isActivated: i % 3 != 0, isDroppedOut: i / 3 % 2 == 0, isScaled: i % 2 == 0,
              residual: [.none, .shared, .unique][i / 2 % 3], relu: i % 5 < 2))
        }
      }
    }
    // Enough pixels for several tasks, and channels for several panels.
    for (kernel, stride, channels) in [(3, 2, 24), (1, 2, 160), (1, 1, 40), (7, 2, 3)] {
      cases.append(
        FusedCase(
          input: [3, 33, 30, channels], filter: [kernel, kernel, channels, 136],
          convolution: Convolution(stride: stride, padding: kernel / 2), isActivated: true,
          isDroppedOut: true, isScaled: false, residual: .unique, relu: true))
    }
    // 1x1 convolutions that read their input in place.
    for (height, channels) in [(6, 40), (32, 520)] {
      cases.append(
        FusedCase(
          input: [2, height, 9, channels], filter: [1, 1, channels, 40],
          convolution: Convolution(), isActivated: false, isDroppedOut: false, isScaled: true,
          residual: .shared, relu: true))
    }
    return cases
  }()

  @Test(arguments: cases)
  func agreesWithReference(_ fused: FusedCase) {
    #expect(fused.differences() == [])
  }

  @Test(arguments: cases)
  func plainPathAgrees(_ fused: FusedCase) {
    #expect(ConvolutionPath.$isDirect.withValue(true) { fused.differences() } == [])
  }

  @Test(arguments: cases)
  func sameBitsForAnyNumberOfThreads(_ fused: FusedCase) {
    let runs = Pools.results { fused.run() }
    for run in runs.dropFirst() {
      for (found, expected) in zip(run.all, runs[0].all) {
        #expect(found.bitDifference(from: expected) == nil)
      }
    }
  }

  /// What would be read beyond its end ends the process.
  @Test func vectorsOfAnotherLength() async {
    await #expect(processExitsWith: .failure) {
      _ = Convolution().output(
        ActivatedTensor(Tensor([1, 2, 2, 8])), filter: Tensor([1, 1, 8, 8]),
        finish: ConvolutionFinish(shift: Tensor([7])))
    }
    await #expect(processExitsWith: .failure) {
      _ = Convolution().output(
        ActivatedTensor(Tensor([1, 2, 2, 8])), filter: Tensor([1, 1, 8, 8]),
        finish: ConvolutionFinish(scale: Tensor([7])))
    }
  }

  /// Statistics of no rows would be no numbers, which a running mean would keep.
  @Test func momentsOfNothing() async {
    await #expect(processExitsWith: .failure) {
      _ = Convolution().output(
        ActivatedTensor(Tensor([0, 2, 2, 8])), filter: Tensor([1, 1, 8, 8]), reduction: .moments)
    }
  }
}

/// All three directions of a convolution, with what can be fused into them.
struct FusedCase: CustomTestStringConvertible {
  /// What is added. Whether the test still holds it matters to the gradient's total alone: what a
  /// forward pass adds is never written over.
  enum Residual { case none, shared, unique }

  struct Results {
    var output, moments, inputGradient, sums, filterGradient: [Tensor]
    var all: [Tensor] { output + moments + inputGradient + sums + filterGradient }
  }

  let input, filter: Shape
  let convolution: Convolution
  /// Dropout of the input, and of the output before the residual.
  let isActivated, isDroppedOut, isScaled: Bool
  let residual: Residual
  let relu: Bool

  var testDescription: String {
    "\(input) * \(filter), stride \(convolution.stride), activated \(isActivated), dropped "
      + "out \(isDroppedOut), scaled \(isScaled), residual \(residual), relu \(relu)"
  }

  private var x: ReferenceArray { .random(input, seed: 1) }
  private var w: ReferenceArray {
    let bound = (3 / Float(filter[0] * filter[1] * filter[2])).squareRoot()
    return .random(filter, seed: 2, in: -bound...bound)
  }
  private var outputShape: Shape { convolution.outputShape(input, filter: filter) }
  private var dy: ReferenceArray { .random(outputShape, seed: 3) }
  private var total: ReferenceArray { .random(input, seed: 4) }
  private var added: ReferenceArray { .random(outputShape, seed: 5) }
  private func vector(_ channels: Int, _ seed: UInt64) -> ReferenceArray {
    .random([channels], seed: seed)
  }

  private var activated: ActivatedTensor {
    let activated = ActivatedTensor(
      x.tensor,
      isActivated
        ? Activation(
          scale: vector(input[3], 6).tensor, shift: vector(input[3], 7).tensor, relu: true) : nil)
    return inputMask.map(activated.droppedOut) ?? activated
  }

  private var inputMask: DropoutMask? { mask(input, seed: 14) }
  private var outputMask: DropoutMask? { mask(outputShape, seed: 15) }
  private func mask(_ shape: Shape, seed: UInt64) -> DropoutMask? {
    isDroppedOut ? DropoutMask(count: shape.count, probability: 0.3, seed: seed) : nil
  }
  private func dropOut(_ x: inout ReferenceArray, seed: UInt64) {
    if isDroppedOut { x = Reference.dropout(x, probability: 0.3, seed: seed) }
  }

  private var batchNorm: BatchNormGradient {
    func vector(_ seed: UInt64) -> Tensor { self.vector(input[3], seed).tensor }
    return BatchNormGradient(
      x: x.tensor, mean: vector(10), inverse: vector(11), scale: vector(12), shift: vector(13),
      relu: true)
  }

  func run() -> Results {
    let filterTensor = w.tensor
    var finish = ConvolutionFinish(dropout: outputMask, relu: relu)
    if isScaled {
      finish.scale = vector(filter[3], 8).tensor
      finish.shift = vector(filter[3], 9).tensor
    }
    if residual != .none { finish.residual = added.tensor }
    let (output, found) = convolution.output(
      activated, filter: filterTensor, finish: finish, reduction: .moments)
    var results = Results(
      output: [output], moments: [], inputGradient: [], sums: [], filterGradient: [])
    if case .moments(let moments) = found { results.moments = [moments.mean, moments.variance] }

    let sharedTotal = total.tensor
    var addend: Tensor?
    if residual != .none { addend = residual == .shared ? sharedTotal : total.tensor }
    let gradient = convolution.inputGradient(
      dy.tensor, filter: filterTensor, inputShape: input, dropout: inputMask,
      addingTo: addend.take(), reduction: .batchNormSums(batchNorm))
    if case .sums(let sums) = gradient.sums { results.sums = [sums.beta, sums.gamma] }
    if residual != .none { addend = residual == .shared ? sharedTotal : total.tensor }
    let unreduced = convolution.inputGradient(
      dy.tensor, filter: filterTensor, inputShape: input, dropout: inputMask,
      addingTo: addend.take())
    results.inputGradient = [gradient.gradient, unreduced.gradient]

    var filterGradient = Tensor(filter, repeating: 1)  // it is added to
    convolution.addFilterGradient(dy.tensor, input: activated, to: &filterGradient)
    results.filterGradient = [filterGradient]
    return results
  }

  /// What differs from plain loops in Double, and from sums taken over the finished results.
  func differences() -> [String] {
    MemoryCheck.isOn = true
    // Memory is checked when it is freed: by then the tensors of `valueDifferences` are gone.
    return valueDifferences() + MemoryCheck.takeReports()
  }

  private func valueDifferences() -> [String] {
    let results = run()
    let (channels, outputs) = (input[3], filter[3])
    var read = x
    if isActivated {
      let (scale, shift) = (vector(channels, 6), vector(channels, 7))
      for i in read.values.indices {
        let c = i % channels
        read.values[i] = max(0, read.values[i] * scale.values[c] + shift.values[c])
      }
    }
    dropOut(&read, seed: 14)
    var y = Reference.convolution(
      read, w, stride: convolution.stride, padding: convolution.padding)
    let (scale, shift, added) = (vector(outputs, 8), vector(outputs, 9), added)
    if isScaled {
      for i in y.values.indices {
        y.values[i] = y.values[i] * scale.values[i % outputs] + shift.values[i % outputs]
      }
    }
    dropOut(&y, seed: 15)
    for i in y.values.indices {
      if residual != .none { y.values[i] += added.values[i] }
      if relu { y.values[i] = max(0, y.values[i]) }
    }
    var (dx, dw) = Reference.convolutionGradients(
      read, w, gradient: dy, stride: convolution.stride, padding: convolution.padding)
    dropOut(&dx, seed: 14)
    let total = total
    if residual != .none { for i in dx.values.indices { dx.values[i] += total.values[i] } }
    dw = dw.map { $0 + 1 }
    let moments = BatchNormalization.moments(of: results.output[0])
    let sums = batchNorm.sums(results.inputGradient[0])
    return Self.differences("output", results.output, [y])
      + Self.differences(
        "moments", results.moments, [moments.mean, moments.variance].map { ReferenceArray($0) })
      + Self.differences("input gradient", results.inputGradient, [dx, dx])
      + Self.differences("sums", results.sums, [sums.beta, sums.gamma].map { ReferenceArray($0) })
      + Self.differences("filter gradient", results.filterGradient, [dw])
  }

  private static func differences(
    _ what: String, _ found: [Tensor], _ expected: [ReferenceArray]
  ) -> [String] {
    guard found.count == expected.count else { return ["\(what): \(found.count) results"] }
    return zip(found, expected).compactMap { found, expected in
      found.difference(from: expected, within: Tolerance(absolute: 1e-3, relative: 2e-5))
        .map { "\(what): \($0)" }
    }
  }
}
