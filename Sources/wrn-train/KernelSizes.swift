import ArgumentParser

/// The kernel sizes of a block on the command line: `3,1,3`.
struct KernelSizes: ExpressibleByArgument {
  let sizes: [Int]

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    sizes = parts.compactMap { Int($0) }
    guard sizes.count == parts.count else { return nil }
  }
}
