// swift-tools-version: 6.2
import PackageDescription

// The kernels are SIMD code: on x86-64 they need AVX2 and FMA to be of any use, so the whole package
// is compiled for x86-64-v3. `WRN_MARCH=native` (or any -march value) overrides it.
#if arch(x86_64)
  let architecture = Context.environment["WRN_MARCH"] ?? "x86-64-v3"
  let architectureFlags = ["-Xcc", "-march=\(architecture)"]
#else
  let architectureFlags = Context.environment["WRN_MARCH"].map { ["-Xcc", "-march=\($0)"] } ?? []
#endif

let swiftSettings: [SwiftSetting] =
  [.unsafeFlags(architectureFlags), .enableUpcomingFeature("ExistentialAny")]
  // The start-up check knows what x86-64-v3 needs; of another architecture it knows nothing.
  + (Context.environment["WRN_MARCH"] == nil ? [] : [.define("WRN_MARCH_SET")])
  + (Context.environment["WRN_WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

// Kernels are optimised in debug builds as well: they are pointers and sizes, 150 times slower without.
let kernelSettings = swiftSettings + [.unsafeFlags(["-Ounchecked"])]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], fixtures: Bool = false) -> Target {
  .testTarget(
    name: name, dependencies: dependencies, resources: fixtures ? [.copy("Fixtures")] : [],
    swiftSettings: swiftSettings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "wrn-detect",
  products: [
    .executable(name: "wrn-train", targets: ["wrn-train"]),
    .executable(name: "wrn-detect", targets: ["wrn-detect"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries. `tools/install-dependencies` installs exactly these Debian packages.
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CJSON", pkgConfig: "json-c", providers: [.apt(["libjson-c-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CLibJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev", "fonts-dejavu-core"])]),
    // A prefetch instruction, which Swift has no word for.
    .systemLibrary(name: "CPrefetch"),
    // libjpeg and libpng report errors by longjmp, which Swift frames must not see: two small C shims.
    .target(name: "CJPEG", dependencies: ["CLibJPEG"]),
    .target(name: "CPNG", dependencies: ["CLibPNG"]),

    // A line may import only lines above it.
    library("FileSupport"),
    .target(name: "TensorKernels", dependencies: ["CPrefetch"], swiftSettings: kernelSettings),
    library("TensorCore", ["TensorKernels", "COpenBLAS"]),
    library("Autograd", ["TensorCore"]),
    library("NeuralNet", ["Autograd", "TensorCore"]),
    library("Checkpoints", ["FileSupport", "NeuralNet", "Autograd", "TensorCore"]),
    library("Imaging", ["CJPEG", "CPNG", "CCairo"]),
    library("Datasets", ["FileSupport", "Imaging", "TensorCore", "CJSON", "CZlib"]),
    library("WideResNet", ["NeuralNet", "Autograd", "TensorCore"]),
    library(
      "Detection", ["WideResNet", "Datasets", "Imaging", "NeuralNet", "Autograd", "TensorCore"]),
    library(
      "Training",
      [
        "Detection", "WideResNet", "Datasets", "Imaging", "Checkpoints", "NeuralNet", "Autograd",
        "TensorCore", "FileSupport", yams,
      ]),
    library("ToolSupport", [argumentParser]),
    .executableTarget(
      name: "wrn-train",
      dependencies: [
        "ToolSupport", "Training", "WideResNet", "Datasets", "Imaging", "Checkpoints", "NeuralNet",
        "Autograd",
        "TensorCore", argumentParser,
      ],
      swiftSettings: swiftSettings),
    .executableTarget(
      name: "wrn-detect",
      dependencies: [
        "ToolSupport", "Training", "Detection", "WideResNet", "Datasets", "Imaging", "Checkpoints",
        "NeuralNet",
        "Autograd", "TensorCore", argumentParser,
      ],
      swiftSettings: swiftSettings),

    .executableTarget(
      name: "image-timer", dependencies: ["ToolSupport", "Imaging"], path: "Benchmarks/Images",
      swiftSettings: swiftSettings),

    // Helpers that the tests share: tolerances, references in Double, gradient checks.
    .target(
      name: "TestSupport", dependencies: ["Autograd", "TensorCore"], path: "Tests/TestSupport",
      swiftSettings: swiftSettings),
    tests("TensorCoreTests", ["TestSupport", "TensorCore"]),
    tests("AutogradTests", ["TestSupport", "Autograd", "TensorCore", "TensorKernels"]),
    tests("NeuralNetTests", ["TestSupport", "NeuralNet", "Autograd", "TensorCore"]),
    tests(
      "CheckpointsTests",
      ["TestSupport", "FileSupport", "Checkpoints", "NeuralNet", "Autograd", "TensorCore"]),
    tests("ImagingTests", ["TestSupport", "Imaging"], fixtures: true),
    tests(
      "DatasetsTests",
      ["TestSupport", "FileSupport", "Datasets", "Imaging", "TensorCore", "CJSON"],
      fixtures: true),
    tests(
      "WideResNetTests",
      ["TestSupport", "WideResNet", "Checkpoints", "NeuralNet", "Autograd", "TensorCore"],
      fixtures: true),
    tests(
      "DetectionTests",
      [
        "TestSupport", "Detection", "WideResNet", "Datasets", "Imaging", "NeuralNet", "Autograd",
        "TensorCore",
      ],
      fixtures: true),
    tests(
      "TrainingTests",
      [
        "TestSupport", "Training", "Detection", "WideResNet", "Datasets", "Imaging", "Checkpoints",
        "NeuralNet", "Autograd", "TensorCore",
      ],
      fixtures: true),
    tests("ToolSupportTests", ["ToolSupport", argumentParser]),
    tests(
      "ToolTests",
      [
        "TestSupport", "wrn-detect", "wrn-train", "Training", "Detection", "WideResNet", "Datasets",
        "Imaging", "Checkpoints", "NeuralNet", "Autograd", "TensorCore",
      ]),
  ]
)
