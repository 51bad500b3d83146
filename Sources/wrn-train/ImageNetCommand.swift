import ArgumentParser
import Training

struct ImageNetCommand: TrainingCommand {
  static let dataset = ClassifierDataset.imagenet
  static let configuration = CommandConfiguration(
    commandName: "imagenet",
    abstract: "Train a Wide ResNet on ImageNet or on any pictures in class folders.",
    discussion: """
      Examples:
        wrn-train imagenet --width 2          (WRN-34-2: months on a CPU)
        wrn-train imagenet --data flowers --depth 18 --width 1 --size 128 --batch 32
        wrn-train imagenet --data flowers --weights resnet18.safetensors \\
          --depth 18 --width 1 --epochs 20 --lr 0.01

      The data is train/<class>/*.jpg and val/<class>/*.jpg; the classes are the
      folders of train. ImageNet may also lie as Kaggle has it, or with val/*.JPEG
      and the development kit beside them. Defaults: depth 34, width 2, pictures of
      224 pixels, 90 epochs, batch 256, lr 0.1 times 0.1 every 30 epochs, weight
      decay 0.0001, random crops, flips, colours and lighting of fb.resnet.torch.
      A smaller batch wants a smaller lr in proportion.
      """)

  @OptionGroup var options: TrainingOptions
  @Option(
    help: .init("Pixels to a side that the network reads (default: 224).", valueName: "pixels"))
  var size: Int?

  func adjust(_ recipe: inout ClassifierRecipe) {
    if let size { recipe.pictureSize = size }
  }

  var changesRecipe: Bool { size != nil }
}
