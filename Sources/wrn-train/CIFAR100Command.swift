import ArgumentParser
import Training

struct CIFAR100Command: TrainingCommand {
  static let dataset = ClassifierDataset.cifar100
  static let configuration = CommandConfiguration(
    commandName: "cifar100",
    abstract: "Train a Wide ResNet on CIFAR-100.",
    discussion: """
      Examples:
        wrn-train cifar100 --dropout 0.3      (WRN-28-10: a week on two cores)
        wrn-train cifar100 --depth 16 --width 4 --epochs 30 --schedule one-cycle
        wrn-train cifar100 --resume runs/cifar100-1

      The data is the binary version of https://www.cs.toronto.edu/~kriz/cifar.html,
      unpacked. Defaults are the paper's recipe: depth 28, width 10, no dropout,
      200 epochs, batch 128, lr 0.1 times 0.2 from epochs 60, 120 and 160 on,
      weight decay 0.0005.
      """)

  @OptionGroup var options: TrainingOptions
}
