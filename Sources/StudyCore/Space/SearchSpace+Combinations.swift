extension SearchSpace {
    /// Whether every combination of values is an admissible configuration of its own: no constraints, and no parameter
    /// that is ever inactive.
    public var everyCombinationCounts: Bool { constraints.isEmpty && parameters.allSatisfy(isAlwaysActive) }

    /// The configuration of one combination, numbered from 0 in the order written, the last parameter changing fastest.
    ///
    /// Nil where the constraints refuse it, and where it differs from an earlier combination in inactive parameters
    /// only: each configuration is found once.
    /// - Precondition: the space is finite; `index` is at least 0 and below `combinationCount`.
    public func configuration(ofCombination index: Int) -> Configuration? {
        let positions = positions(ofCombination: index)
        var values: [String: Scalar] = [:]
        for (parameter, position) in zip(parameters, positions) {
            values[parameter.name] = parameter.distribution.element(position)
        }
        let configuration = configuration(fromAll: values)
        // An inactive parameter stands at its first value in the one combination that speaks for all.
        var active = configuration.values.makeIterator()
        var next = active.next()
        for (parameter, position) in zip(parameters, positions) {
            if next?.name == parameter.name {
                next = active.next()
            } else if position > 0 {
                return nil
            }
        }
        return admits(configuration) ? configuration : nil
    }

    /// How likely a random draw gives the configuration of one combination, constraints aside; nil where
    /// `configuration(ofCombination:)` is nil.
    /// - Precondition: as for `configuration(ofCombination:)`.
    public func probability(ofCombination index: Int) -> Double? {
        let configuration = everyCombinationCounts ? nil : configuration(ofCombination: index)
        if configuration == nil && !everyCombinationCounts { return nil }
        let active = configuration.map { Set($0.values.map(\.name)) }
        var probability = 1.0
        for (parameter, position) in zip(parameters, positions(ofCombination: index))
        where active?.contains(parameter.name) ?? true {
            probability *= parameter.distribution.probability(ofElement: position)
        }
        return probability
    }

    private func positions(ofCombination index: Int) -> [Int] {
        var rest = index
        var positions = [Int](repeating: 0, count: parameters.count)
        for place in parameters.indices.reversed() {
            let count = max(1, parameters[place].distribution.drawableCount ?? 1)
            positions[place] = rest % count
            rest /= count
        }
        return positions
    }
}
