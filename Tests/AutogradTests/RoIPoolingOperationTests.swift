import Autograd
import TensorCore
import TestSupport
import Testing

struct RoIPoolingOperationTests {
  /// Inside, across each edge, outside altogether, tiny, empty, turned around, the whole picture
  /// and far away; two pictures.
  private static let boxes: [[Float]] = [
    [10.3, 5.1, 60.7, 44.9], [-20, -13.5, 15, 30], [50, 40, 130, 99], [-90, -90, -40, -40],
    [200, 10, 260, 60], [33.3, 21.2, 33.9, 21.4], [24, 24, 24, 24], [40, 30, 20, 10],
    [0, 0, 80, 64], [-8, -8, 8, 8], [-1000, -1000, 1000, 1000], [1e30, 1e30, 2e30, 2e30],
  ]

  private static let regions = boxes.enumerated().map { i, box in
    RegionOfInterest(image: i % 2, x0: box[0], y0: box[1], x1: box[2], y1: box[3])
  }

  private static func align(
    _ shape: Shape, _ height: Int, _ width: Int, scale: Float, samples: Int
  ) -> OperationCase {
    OperationCase(
      "RoIAlign \(height)x\(width), \(samples) samples, of \(shape)",
      inputs: [.random(shape, seed: 1)],
      tolerance: Tolerance(absolute: 2e-4, relative: 1e-4),  // float32 places of samples
      operation: { x, _ in
        .pooled(
          x, regions,
          RoIPooling(
            height: height, width: width, scales: [scale], method: .align(samples: samples)))
      },
      reference: { x, _ in
        Reference.roiAlign(
          x[0], regions, height: height, width: width, scale: Double(scale), samples: samples)
      })
  }

  private static func max(
    _ shape: Shape, _ height: Int, _ width: Int, scale: Float
  ) -> OperationCase {
    OperationCase(
      "RoI max \(height)x\(width) of \(shape)", inputs: [.distinct(shape, seed: 1)], groups: 500,
      operation: { x, _ in
        .pooled(
          x, regions, RoIPooling(height: height, width: width, scales: [scale], method: .max))
      },
      reference: { x, _ in
        Reference.roiMaxPool(x[0], regions, height: height, width: width, scale: scale)
      })
  }

  /// Maps of strides 8 and 16 side by side, each part of a region rescaled. Of features this small
  /// some regions are shorter than `epsilon`, which is then what they are divided by.
  private static func rescaled(
    _ channels: [Int], method: RoIPooling.Method, epsilon: Float
  ) -> OperationCase {
    let lengths = channels.indices.map { Float(3 - $0) }
    let scales = channels.indices.map { 0.125 / Float($0 + 1) }
    return OperationCase(
      "\(method) of \(channels) channels, rescaled from \(epsilon)",
      inputs: channels.enumerated().map { .distinct([2, 8 - $0, 10 - $0, $1], seed: 1) },
      tolerance: Tolerance(absolute: 2e-3, relative: 1e-3), groups: 300,
      operation: { x, _ in
        .pooled(
          x, regions,
          RoIPooling(
            height: 3, width: 4, scales: scales, lengths: lengths, epsilon: epsilon, method: method)
        )
      },
      reference: { x, _ in
        Reference.concatenated(
          x.enumerated().map { i, map in
            let pooled =
              switch method {
              case .align(let samples):
                Reference.roiAlign(
                  map, regions, height: 3, width: 4, scale: Double(scales[i]), samples: samples)
              case .max:
                Reference.roiMaxPool(map, regions, height: 3, width: 4, scale: scales[i])
              }
            return Reference.normalizedRows(
              pooled, scale: Double(lengths[i]), epsilon: Double(epsilon))
          })
      })
  }

  private static let cases: [OperationCase] =
    [1, 7, 8, 9, 17, 40].flatMap { c in
      [
        align([2, 8, 10, c], 3, 3, scale: 0.125, samples: 2),
        align([2, 5, 7, c], 2, 5, scale: 0.0625, samples: 3),
        max([2, 8, 10, c], 3, 3, scale: 0.125),
        max([2, 5, 7, c], 7, 2, scale: 0.0625),
      ]
    } + [
      align([2, 8, 10, 8], 7, 7, scale: 0.125, samples: 1), max([2, 8, 10, 8], 7, 7, scale: 0.125),
      align([2, 8, 10, 200], 7, 7, scale: 0.125, samples: 2),
      max([2, 8, 10, 200], 7, 7, scale: 0.125),
    ]
    + [[8], [8, 16], [33, 7], [1, 40, 9]].flatMap { channels in
      [0.25, 4].flatMap { epsilon in
        [
          rescaled(channels, method: .align(samples: 2), epsilon: epsilon),
          rescaled(channels, method: .max, epsilon: epsilon),
        ]
      }
    }

  @Test(arguments: cases)
  func agreesWithReference(_ pooling: OperationCase) { #expect(pooling.failures() == []) }

  /// A network that diverged hands over boxes that are no numbers.
  @Test(arguments: [RoIPooling.Method.align(samples: 2), .max], [nil, [2]])
  func boxesThatAreNoNumbers(method: RoIPooling.Method, lengths: [Float]?) throws {
    MemoryCheck.isOn = true
    do {  // Memory is checked when it is freed.
      let region = RegionOfInterest(image: 0, x0: .nan, y0: .infinity, x1: .nan, y1: -.infinity)
      let tape = Tape()
      let x = tape.variable(Tensor([1, 3, 4, 9], repeating: 1), requiresGradient: true)
      let y = Variable.pooled(
        [x], [region],
        RoIPooling(height: 2, width: 2, scales: [0.5], lengths: lengths, method: method))
      tape.backward(from: y.summed())
      #expect(y.shape == [1, 2, 2, 9])
      let gradient = try #require(tape.gradient(of: x))
      #expect(gradient.isFinite)
    }
    #expect(MemoryCheck.takeReports() == [])
  }

  @Test(arguments: [RoIPooling.Method.align(samples: 2), .max], [nil, [2]])
  func noRegions(method: RoIPooling.Method, lengths: [Float]?) {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 3, 4, 8], repeating: 1), requiresGradient: true)
    let y = Variable.pooled(
      [x], [], RoIPooling(height: 2, width: 2, scales: [0.5], lengths: lengths, method: method))
    #expect(y.shape == [0, 2, 2, 8])
    tape.backward(from: y.flattened().softmaxCrossEntropy(labels: []))
    #expect(tape.gradient(of: x)?.scalars == Array(repeating: 0, count: x.shape.count))
  }

  /// Only the map that needs a gradient gets one.
  @Test func constantMap() {
    let tape = Tape()
    let a = tape.variable(Tensor([2, 3, 4, 8], repeating: 1))
    let b = tape.variable(Tensor([2, 3, 4, 8], repeating: 1), requiresGradient: true)
    let pooling = RoIPooling(height: 2, width: 2, scales: [0.0625, 0.0625], lengths: [1, 1])
    tape.backward(from: Variable.pooled([a, b], Self.regions, pooling).summed())
    #expect(tape.gradient(of: a) == nil)
    #expect(tape.gradient(of: b) != nil)
  }

  /// NaN wins from any cell of a bin, in lanes and in what is left of them.
  @Test(arguments: [1, 8, 9])
  func maximumKeepsNaN(channels: Int) {
    let region = RegionOfInterest(image: 0, x0: 0, y0: 0, x1: 2, y1: 2)
    let pooling = RoIPooling(height: 1, width: 1, scales: [1], method: .max)
    for place in 0..<9 {
      var scalars = (0..<9 * channels).map { Float($0) }
      for c in 0..<channels { scalars[place * channels + c] = .nan }
      let map = Variable(Tensor(scalars, shape: [1, 3, 3, channels]))
      let pooled = Variable.pooled([map], [region], pooling).value
      #expect(pooled.scalars.allSatisfy { $0.isNaN }, "cell \(place)")
    }
  }

  /// What a convolution follows, and its size.
  private static let convolutions: [(method: RoIPooling.Method, lengths: [Float]?, size: Int)] =
    [.align(samples: 1), .align(samples: 2), .max].flatMap { method in
      [nil, [2, 3]].flatMap { lengths in [1, 3, 5].map { (method, lengths, $0) } }
    }

  /// Without a tape a convolution behind RoIAlign comes before it, once for each map.
  @Test(arguments: convolutions)
  func convolved(method: RoIPooling.Method, lengths: [Float]?, size: Int) {
    MemoryCheck.isOn = true
    do {  // Memory is checked when it is freed.
      let maps = [
        ReferenceArray.random([2, 8, 10, 24], seed: 1), .random([2, 5, 6, 9], seed: 2),
      ]
      // The second time the maps have passed the filter before, the third time it is another.
      let filters = [3, 3, 5].map { ReferenceArray.random([size, size, 33, 45], seed: $0) }
      let bias = ReferenceArray.random([45], seed: 4)
      let pooling = RoIPooling(
        height: 3, width: 4, scales: [0.125, 0.0625], lengths: lengths, method: method)
      let runs = Pools.results {
        let variables = maps.map { Variable($0.tensor) }
        let weight = Parameter(name: "weight", value: filters[0].tensor)
        let shift = Parameter(name: "bias", value: bias.tensor)
        return filters.indices.map { i in
          if i == 2 { weight.value = filters[i].tensor }
          return Variable.pooled(variables, Self.regions, pooling)
            .convolved(with: weight, Convolution(padding: size / 2)).adding(bias: shift).relu()
            .value
        }
      }
      let pooled = ConvolutionPath.$isDirect.withValue(true) {
        Variable.pooled(maps.map { Variable($0.tensor) }, Self.regions, pooling).value
      }
      for (found, filter) in zip(runs[0], filters) {
        var expected = Reference.convolution(
          ReferenceArray(pooled), filter, stride: 1, padding: size / 2)
        for i in expected.values.indices {
          expected.values[i] = Swift.max(0, expected.values[i] + bias.values[i % 45])
        }
        #expect(
          found.difference(
            from: expected, within: Tolerance(absolute: 1e-4, relative: 1e-4)) == nil)
      }
      for run in runs.dropFirst() {
        for (found, expected) in zip(run, runs[0]) {
          #expect(found.bitDifference(from: expected) == nil)
        }
      }
    }
    #expect(MemoryCheck.takeReports() == [])
  }

  /// Nothing to pool, boxes that are no numbers, and no bias or ReLU or one after the other.
  @Test func convolvedAtTheEdges() {
    MemoryCheck.isOn = true
    do {  // Memory is checked when it is freed.
      let map = Variable(Tensor([1, 3, 4, 9], repeating: 1))
      let weight = Parameter(
        name: "weight", value: ReferenceArray.random([3, 3, 9, 8], seed: 1).tensor)
      let bias = Parameter(name: "bias", value: Tensor([8], repeating: -1))
      let pooling = RoIPooling(height: 2, width: 2, scales: [0.5])
      func convolved(_ regions: [RegionOfInterest]) -> Variable {
        .pooled([map], regions, pooling).convolved(with: weight, Convolution(padding: 1))
      }
      #expect(convolved([]).adding(bias: bias).relu().value.shape == [0, 2, 2, 8])
      let noNumbers = RegionOfInterest(image: 0, x0: .nan, y0: .infinity, x1: .nan, y1: -.infinity)
      #expect(convolved([noNumbers]).value.scalars == Array(repeating: 0, count: 32))
      let region = RegionOfInterest(image: 0, x0: 1, y0: 1, x1: 7, y1: 5)
      let plain = convolved([region]).value.scalars
      #expect(plain.contains { $0 < 0 } && plain.contains { $0 > 0 })
      #expect(convolved([region]).relu().value.scalars == plain.map { Swift.max($0, 0) })
      #expect(
        convolved([region]).relu().adding(bias: bias).value.scalars
          == plain.map { Swift.max($0, 0) - 1 })
    }
    #expect(MemoryCheck.takeReports() == [])
  }
}
