import StudyCore

/// Which parameters the trials of a study have, and which of them vary.
struct ParameterSums: Sendable {
    private struct Column: Sendable {
        let name: String
        /// The first trial's value, and that of the first that has a rank; nil where it is inactive.
        var first: Scalar?
        var firstRanked: Scalar?
        var varies = false
        var variesAmongRanked = false
    }

    /// Each before those that follow it in the trials that have both.
    private var columns: [Column] = []
    private var hasTrials = false
    private var hasRanked = false

    var names: [String] { columns.map(\.name) }

    /// Whether the value is not the same in all trials.
    func varies(_ name: String) -> Bool { columns.first { $0.name == name }?.varies ?? false }

    /// Whether any differs among the trials that have a rank.
    var variesAmongRanked: Bool { columns.contains(where: \.variesAmongRanked) }

    mutating func add(_ configuration: Configuration, isRanked: Bool) {
        let values = configuration.values
        // Nearly every trial has the same parameters.
        if values.count == columns.count, values.indices.allSatisfy({ columns[$0].name == values[$0].name }) {
            for place in values.indices { take(values[place].value, at: place, isRanked: isRanked) }
        } else {
            insertNames(of: values)
            for place in columns.indices {
                take(configuration[columns[place].name], at: place, isRanked: isRanked)
            }
        }
        hasTrials = true
        if isRanked { hasRanked = true }
    }

    private mutating func insertNames(of values: [(name: String, value: Scalar)]) {
        var place = 0
        for (name, _) in values {
            if let known = columns.firstIndex(where: { $0.name == name }) {
                place = known + 1
            } else {
                columns.insert(Column(name: name), at: place)
                place += 1
            }
        }
    }

    private mutating func take(_ value: Scalar?, at place: Int, isRanked: Bool) {
        if !hasTrials {
            columns[place].first = value
        } else if !columns[place].varies, columns[place].first != value {
            columns[place].varies = true
        }
        guard isRanked else { return }
        if !hasRanked {
            columns[place].firstRanked = value
        } else if !columns[place].variesAmongRanked, columns[place].firstRanked != value {
            columns[place].variesAmongRanked = true
        }
    }
}
