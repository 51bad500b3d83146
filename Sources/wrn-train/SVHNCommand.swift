import ArgumentParser
import Training

struct SVHNCommand: TrainingCommand {
  static let dataset = ClassifierDataset.svhn
  static let configuration = CommandConfiguration(
    commandName: "svhn",
    abstract: "Train a Wide ResNet on Street View House Numbers.",
    discussion: """
      Examples:
        wrn-train svhn                        (WRN-16-8: weeks on two cores)
        wrn-train svhn --depth 16 --width 2 --epochs 10 --schedule one-cycle
        wrn-train svhn --resume runs/svhn-1

      The data is train_32x32.mat, extra_32x32.mat (if it is there) and
      test_32x32.mat of http://ufldl.stanford.edu/housenumbers/. Defaults are the
      paper's recipe: depth 16, width 8, dropout 0.4, 160 epochs, batch 128, lr 0.01
      times 0.1 from epochs 80 and 120 on, weight decay 0.0005, no augmentation.
      """)

  @OptionGroup var options: TrainingOptions
}
