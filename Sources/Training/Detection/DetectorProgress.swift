/// What a detector's training reports while it runs.
package typealias DetectorProgress = TrainingProgress<DetectorTask>
