import Autograd
import TensorCore

/// An exponential moving average of a network's weights over the steps, which mostly classifies
/// better than the weights of the last step (Polyak averaging).
///
/// Running statistics are averaged like weights, as in timm's `ModelEmaV3` and torchvision's
/// `ExponentialMovingAverage`: they then belong to the same steps. The first step is copied, as in
/// torch's `AveragedModel`; the decay then rises with the steps, `min(decay, (1 + n) / (10 + n))` as
/// in TensorFlow's `ExponentialMovingAverage`, so that no short training is an average over its
/// first, random weights. With that rise there is nothing left for a correction of the bias.
public final class WeightAverage {
  public let decay: Float
  /// The averages, named like what they are averages of; the initial values before the first step.
  public let parameters: [Parameter]
  private let source: [Parameter]

  /// - Precondition: `decay` is in 0..<1.
  public init(of store: ParameterStore, decay: Float) {
    precondition((0..<1).contains(decay), "the decay of an average is in 0..<1, got \(decay)")
    self.decay = decay
    source = store.all
    parameters = source.map {
      Parameter(name: $0.name, value: $0.value, layout: $0.layout, isTrainable: false)
    }
  }

  /// Begins anew with the network's weights as they are.
  public func restart() {
    for (average, parameter) in zip(parameters, source) { average.value = parameter.value }
  }

  /// Takes the weights after a step into the average.
  /// - Parameter step: The number of steps before it.
  public func update(step: Int) {
    let n = Float(step)
    let decay = step == 0 ? 0 : min(decay, (1 + n) / (10 + n))
    for (average, parameter) in zip(parameters, source) {
      average.value.scale(by: decay)
      average.value.add(parameter.value, times: 1 - decay)
    }
  }

  /// Exchanges the weights of the network and the averages.
  public func exchange() {
    for (average, parameter) in zip(parameters, source) {
      (average.value, parameter.value) = (parameter.value, average.value)
    }
  }
}
