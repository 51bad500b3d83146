import Testing
import Training

@Suite struct LearningRateScheduleTests {
  /// The authors' `train.lua` drops at the start of epochs 60, 120 and 160, counted from 1.
  @Test(arguments: [
    (1, 0.1), (59, 0.1), (60, 0.02), (119, 0.02), (120, 0.004), (159, 0.004), (160, 0.0008),
    (200, 0.0008),
  ])
  func paper(epoch: Int, rate: Double) {
    let recipe = ClassifierRecipe(.cifar10)
    let factor = recipe.schedule.factor(at: Double(epoch - 1) + 0.99, of: 200)
    #expect(abs(0.1 * factor - rate) < 1e-12)
    #expect(recipe.schedule.drops(atEpoch: epoch) == [60, 120, 160].contains(epoch))
  }

  /// fb.resnet.torch: a tenth after each 30 epochs.
  @Test(arguments: [(30, 1), (31, 0.1), (60, 0.1), (61, 0.01), (90, 0.01)])
  func imageNet(epoch: Int, factor: Double) {
    let found = ClassifierRecipe(.imagenet).schedule.factor(at: Double(epoch - 1), of: 90)
    #expect(abs(found - factor) < 1e-12)
  }

  @Test func milestonesStayCountable() {
    let never = LearningRateSchedule(kind: .step, milestones: [.max], factor: 0.1)
    #expect(never.scaled(from: 10, to: 1000).milestones == [1_000_001])
  }

  @Test(arguments: [(200, [60, 120, 160]), (20, [7, 13, 17]), (10, [4, 7, 9]), (2, [2, 2, 3])])
  func milestonesScaleWithTheEpochs(epochs: Int, milestones: [Int]) {
    var recipe = ClassifierRecipe(.cifar10)
    recipe.setEpochs(epochs)
    #expect(recipe.schedule.milestones == milestones)
    #expect(recipe.epochs == epochs)
  }

  @Test func cosineFallsFromOneToZero() {
    let schedule = LearningRateSchedule(kind: .cosine)
    #expect(schedule.factor(at: 0, of: 10) == 1)
    #expect(abs(schedule.factor(at: 5, of: 10) - 0.5) < 1e-12)
    #expect(schedule.factor(at: 9.999, of: 10) < 1e-6)
    #expect(!schedule.drops(atEpoch: 1))
  }

  @Test func oneCycleRisesAndFalls() {
    let schedule = LearningRateSchedule(kind: .oneCycle)
    #expect(abs(schedule.factor(at: 0, of: 10) - 0.04) < 1e-12)
    #expect(abs(schedule.factor(at: 3, of: 10) - 1) < 1e-12)
    #expect(schedule.factor(at: 9.999, of: 10) < 1e-6)
    let factors = (0...100).map { schedule.factor(at: Double($0) / 10, of: 10) }
    #expect(factors.allSatisfy { (0...1).contains($0) })
    #expect(factors.max() == factors[30])
  }

  @Test(arguments: [LearningRateSchedule.Kind.step, .cosine])
  func warmupRisesLinearly(kind: LearningRateSchedule.Kind) {
    let schedule = LearningRateSchedule(kind: kind, warmupEpochs: 2)
    #expect(schedule.factor(at: 0, of: 10) == 0.001)
    #expect(abs(schedule.factor(at: 1, of: 10) - 0.5) < 1e-12)
    #expect(schedule.factor(at: 2, of: 10) == 1)
  }
  private struct Golden: Decodable {
    let kind: LearningRateSchedule.Kind
    let epochs, steps: Int
    let warmup: Double
    let milestones: [Int]?
    let factor: Double?
    let factors: [Double]
  }

  /// torch.optim.lr_scheduler's numbers at every step.
  @Test func torch() throws {
    let cases: [Golden] = try TrainingFixtures.read("schedules")
    #expect(cases.count == 5)
    for golden in cases {
      let schedule = LearningRateSchedule(
        kind: golden.kind, warmupEpochs: golden.warmup, milestones: golden.milestones ?? [],
        factor: golden.factor ?? 1)
      #expect(golden.factors.count == golden.epochs * golden.steps)
      for (step, expected) in golden.factors.enumerated() {
        // Where torch's warm-up is 0, ours is a thousandth.
        if step == 0 && golden.warmup > 0 { continue }
        let found = schedule.factor(
          at: Double(step) / Double(golden.steps), of: golden.epochs)
        #expect(abs(found - expected) < 1e-9, "\(golden.kind) at step \(step)")
      }
    }
  }
}
