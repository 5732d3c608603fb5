import StudyCore

/// A count of steps, and what they are.
struct Step: Hashable {
    let unit: Measurement.Unit
    let number: Int

    /// `epoch 3`.
    var words: String { "\(unit.rawValue) \(number)" }
}
