/// What a classifier's training reports while it runs.
package typealias ClassifierProgress = TrainingProgress<ClassifierTask>
