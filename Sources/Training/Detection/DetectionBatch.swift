import Detection

/// Prepared pictures.
package struct DetectionBatch: TrainingBatch {
  let samples: [DetectionSample]
  /// Counted from 0.
  let epoch: Int

  package var count: Int { samples.count }

  package func part(_ range: Range<Int>) -> Self {
    Self(samples: Array(samples[range]), epoch: epoch)
  }
}
