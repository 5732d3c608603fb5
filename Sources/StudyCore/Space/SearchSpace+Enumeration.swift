extension SearchSpace {
    /// The number of combinations of all drawable values, before constraints and inactive parameters are taken into
    /// account; nil when it is infinite, `Int.max` when it is beyond counting.
    public var combinationCount: Int? {
        var product = 1
        for parameter in parameters {
            guard let count = parameter.distribution.drawableCount else { return nil }
            let (result, overflow) = product.multipliedReportingOverflow(by: count)
            product = overflow ? .max : result
        }
        return product
    }

    /// Visits every admissible configuration once, in the order written, the last parameter changing fastest.
    ///
    /// Combinations that differ only in inactive parameters are one configuration.
    /// - Parameter visit: returns false to stop.
    /// - Precondition: the space is finite.
    public func enumerate(_ visit: (Configuration) throws -> Bool) rethrows {
        var scan = CombinationScan(self)
        var looks = Int.max
        while let index = scan.find(looks: &looks) {
            if let configuration = configuration(ofCombination: index), try !visit(configuration) { return }
        }
    }

    /// Configurations at the edges of the space, for checking a description before anything runs: every corner where
    /// these are few, else each parameter's outermost values while the others keep their first.
    public func probes(atMost limit: Int = 512) -> [Configuration] {
        let extremes = parameters.map { (name: $0.name, values: $0.distribution.extremes) }
        guard extremes.allSatisfy({ !$0.values.isEmpty }) else { return [] }
        var choices: [[String: Scalar]] = [[:]]
        let corners = extremes.reduce(1.0) { $0 * Double($1.values.count) }
        if corners <= Double(limit) {
            for (name, values) in extremes {
                choices = choices.flatMap { choice in values.map { choice.merging([name: $0]) { $1 } } }
            }
        } else {
            let first = Dictionary(extremes.map { ($0.name, $0.values[0]) }) { first, _ in first }
            let last = Dictionary(extremes.map { ($0.name, $0.values[$0.values.count - 1]) }) { first, _ in first }
            choices = [first, last]
            // A parameter that lives only in one variant shows its edges there.
            let bases = [first] + variantBases(first)
            for (name, values) in extremes {
                for base in bases { choices += values.map { base.merging([name: $0]) { $1 } } }
            }
        }
        var seen: Set<Configuration> = []
        return choices.map { configuration(fromAll: $0) }.filter { admits($0) && seen.insert($0).inserted }
    }

    private func variantBases(_ first: [String: Scalar]) -> [[String: Scalar]] {
        parameters.flatMap { parameter -> [[String: Scalar]] in
            guard case .variants(let variants) = parameter.distribution else { return [] }
            return variants.dropFirst().map { first.merging([parameter.name: .text($0.name)]) { $1 } }
        }
    }
}
