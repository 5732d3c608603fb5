import StudyCore

/// How often each constraint refused a configuration: the one that did most often is the one to name when nothing
/// satisfies all.
struct Refusals {
    private let constraints: [Constraint]
    private var counts: [Int]

    /// No refusals yet.
    init(by constraints: [Constraint]) {
        self.constraints = constraints
        counts = [Int](repeating: 0, count: constraints.count)
    }

    /// The refusals among a finite space's first combinations.
    init(of space: SearchSpace, lookingAtMost limit: Int = 10_000) {
        self.init(by: space.constraints)
        let unconstrained = space.withoutConstraints
        for index in 0..<min(limit, space.combinationCount ?? 0) {
            if let configuration = unconstrained.configuration(ofCombination: index) { count(configuration) }
        }
    }

    /// Counts every constraint that this configuration does not satisfy.
    mutating func count(_ configuration: Configuration) {
        let values = configuration.dictionary
        for (position, constraint) in constraints.enumerated()
        where constraint.names.allSatisfy({ values[$0] != nil }) && !constraint.holds(values) {
            counts[position] += 1
        }
    }

    /// The most frequent refuser; the first of several.
    var error: SearchError {
        guard let most = counts.max(), most > 0, let position = counts.firstIndex(of: most) else {
            return .nothingAdmissible(constraint: nil, position: nil)
        }
        return .nothingAdmissible(constraint: constraints[position].text, position: constraints[position].position)
    }
}
