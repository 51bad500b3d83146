import Testing
import Training
import WideResNet

@Suite struct ClassifierRecipeTests {
  @Test(arguments: [ClassifierDataset.cifar10, .cifar100])
  func thePapersCIFARRecipe(dataset: ClassifierDataset) throws {
    let recipe = ClassifierRecipe(dataset)
    #expect(recipe.network.name == "WRN-28-10")
    #expect(recipe.network.classes == (dataset == .cifar10 ? 10 : 100))
    #expect((recipe.epochs, recipe.batch, recipe.learningRate) == (200, 128, 0.1))
    #expect((recipe.momentum, recipe.nesterov, recipe.weightDecay) == (0.9, true, 5e-4))
    #expect(recipe.resetsMomentum)
    try recipe.validate()
  }

  @Test func theImageNetRecipe() throws {
    let recipe = ClassifierRecipe(.imagenet, classes: 17)
    #expect(recipe.network.name == "WRN-34-2")
    #expect((recipe.epochs, recipe.batch, recipe.learningRate) == (90, 256, 0.1))
    #expect((recipe.weightDecay, recipe.resetsMomentum) == (1e-4, false))
    try recipe.validate()
  }

  @Test func yamlKeepsEveryBit() throws {
    var recipe = ClassifierRecipe(.cifar100)
    recipe.network.width = 1.0 / 3
    recipe.network.dropout = 0.3
    recipe.learningRate = 0.1 + 0.2
    recipe.seed = .max
    recipe.data = "a folder: with # signs\nand 'quotes'"
    #expect(try ClassifierRecipe(yaml: recipe.yaml(), path: "config.yaml") == recipe)
    recipe.data = "1e3"
    #expect(try ClassifierRecipe(yaml: recipe.yaml(), path: "config.yaml") == recipe)
  }

  @Test func yamlIsForPeople() throws {
    let lines = try ClassifierRecipe(.cifar10).yaml().split(separator: "\n")
    #expect(lines.contains("learningRate: 0.1") && lines.contains("weightDecay: 0.0005"))
    #expect(lines.contains("  width: 10") && lines.contains("  milestones: [60, 120, 160]"))
    #expect(lines[1] == "dataset: cifar10")
  }

  @Test(arguments: [
    ("depth: 28", "depth: 27", "cannot be followed: depth must be 6n+4"),
    ("  depth: 28\n", "", "is no configuration of a classifier: 'network.depth' is missing."),
    ("epochs: 200", "epochs: many", "'epochs'"),
    ("dataset: cifar10", "dataset: mnist", "'dataset'"),
    ("batch: 128", "batch: 0", "batch must be 1 to 65,536 pictures, got 0."),
    ("weightDecay: 0.0005", "weightDecay: .nan", "weight-decay must not be negative"),
    ("epochs: 200", "epochs: [", "the text is not the YAML expected."),
  ])
  func wrongConfigurations(old: String, new: String, message: String) throws {
    let good = try ClassifierRecipe(.cifar10).yaml()
    let text = good.replacing(old, with: new)
    #expect(text != good)
    let error = #expect(throws: TrainingError.self) {
      try ClassifierRecipe(yaml: text, path: "runs/x/config.yaml")
    }
    let description = error?.description ?? ""
    #expect(description.contains(message), "\(description)")
    #expect(description.hasPrefix("'runs/x/config.yaml' "))
  }

  @Test func valuesOutOfRange() {
    func expect(_ message: String, _ change: (inout ClassifierRecipe) -> Void) {
      var recipe = ClassifierRecipe(.imagenet)
      change(&recipe)
      let error = #expect(throws: TrainingError.self) { try recipe.validate() }
      #expect(error?.description == message)
    }
    expect("epochs must be 1 to 1,000,000, got 0.") { $0.epochs = 0 }
    expect("lr must be greater than 0, got -1.0.") { $0.learningRate = -1 }
    expect("lr must be greater than 0, got inf.") { $0.learningRate = .infinity }
    expect("size must be 32 to 1,024 pixels, got 8.") { $0.pictureSize = 8 }
    expect("warmup must be 0 to 90 epochs, got 91.0.") { $0.schedule.warmupEpochs = 91 }
    expect("momentum must be in 0..<1, got 1.0.") { $0.momentum = 1 }
  }
}
