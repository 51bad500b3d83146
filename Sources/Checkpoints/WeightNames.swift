/// How a file names the tensors of a network: whose names they are, and what stands before them.
public struct WeightNames: Sendable, Hashable {
  /// What PyTorch's data-parallel training, wrappers, compiler and checkpoints put before names.
  private static let knownPrefixes = ["module.", "model.", "state_dict.", "_orig_mod."]

  public let convention: NameConvention
  public let prefix: String

  public init(_ convention: NameConvention = .wrn, prefix: String = "") {
    self.convention = convention
    self.prefix = prefix
  }

  /// The names in a file: a prefix of PyTorch's if most have it, and the first convention whose
  /// first convolution is there; without one, the convention of most names.
  /// - Parameter convention: Whose names they are; nil to find out.
  public init(of file: SafetensorsFile, _ convention: NameConvention? = nil) {
    let names = file.names
    var prefix = ""
    while let next = Self.knownPrefixes.first(where: { known in
      2 * names.count { $0.hasPrefix(prefix + known) } > names.count
    }) {
      prefix += next
    }
    let found = NameConvention.allCases.first {
      $0.theirs("conv1.weight").map { file.contains(prefix + $0) } ?? false
    }
    let bare = names.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    self.init(convention ?? found ?? .ofMost(bare), prefix: prefix)
  }

  /// The file's name for our `name`. A tensor that the convention does not know keeps its own: it
  /// will be missing, and reported as such.
  public func key(for name: String) -> String { prefix + (convention.theirs(name) ?? name) }

  /// Our name for a name in the file; nil for one that the convention does not know.
  public func name(of key: String) -> String? {
    guard key.hasPrefix(prefix) else { return nil }
    return convention.ours(String(key.dropFirst(prefix.count)))
  }
}
