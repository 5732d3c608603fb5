import StudyCore

/// Reads `search.configurations` of a list study and holds them against the parameters.
struct ConfigurationsReader {
    /// A configuration with the place where it is written.
    struct Placed {
        let configuration: Configuration
        let node: Node
        let number: Int
    }

    let diagnostics: Diagnostics

    /// The configurations as written, each with its values by name.
    func read(_ nodes: [Node]) -> [(node: Node, values: [(entry: Node.Entry, value: Scalar)])] {
        nodes.enumerated().compactMap { index, node in
            guard let entries = node.mapValue else {
                diagnostics.report(
                    "must be a map of parameters to values (got \(node.described))",
                    subject: "configuration \(index + 1)", at: node.position,
                    suggestion: "write {learning_rate: 0.1}")
                return nil
            }
            let values = entries.compactMap { entry -> (Node.Entry, Scalar)? in
                let reader = DistributionReader(name: entry.key, diagnostics: diagnostics)
                return reader.scalar(entry.value).map { (entry, $0) }
            }
            return (node, values)
        }
    }

    /// The parameters of a list that declares none: every name with the values that it takes.
    func inferred(_ read: [(node: Node, values: [(entry: Node.Entry, value: Scalar)])]) -> [Parameter] {
        var order: [String] = []
        var values: [String: [Scalar]] = [:]
        var seen: [String: Set<Scalar>] = [:]
        var positions: [String: SourcePosition] = [:]
        for (entry, value) in read.flatMap(\.values) {
            if values[entry.key] == nil {
                order.append(entry.key)
                positions[entry.key] = entry.keyPosition
            }
            if seen[entry.key, default: []].insert(value.sameness).inserted {
                values[entry.key, default: []].append(value)
            }
        }
        return order.map { name in
            let distribution = Distribution.values(values[name] ?? [], weights: nil)
            return Parameter(name: name, distribution: distribution, position: positions[name])
        }
    }

    /// The configurations in the parameters' order. Reports names and values that are not declared, parameters that
    /// have no effect, constraints that do not hold, and repetitions.
    func placed(
        _ read: [(node: Node, values: [(entry: Node.Entry, value: Scalar)])], space: SearchSpace
    ) -> [Placed] {
        let listed = space.parameters.reduce(into: [String: Set<Scalar>]()) { sets, parameter in
            guard case .values(let values, _) = parameter.distribution else { return }
            sets[parameter.name] = Set(values.map(\.sameness))
        }
        var first: [String: Int] = [:]
        var placed: [Placed] = []
        for (index, item) in read.enumerated() {
            let number = index + 1
            let title = "configuration \(number)"
            let before = diagnostics.all.count
            for (entry, value) in item.values { check(entry, value, title, space, listed) }
            guard diagnostics.all.count == before else { continue }
            let given = Dictionary(item.values.map { ($0.entry.key, $0.value) }) { first, _ in first }
            let configuration = Configuration(
                space.parameters.compactMap { parameter in given[parameter.name].map { (parameter.name, $0) } })
            refuseIneffective(item.values.map(\.entry), given, title, space)
            if let constraint = space.violated(by: configuration) {
                diagnostics.report(
                    "does not satisfy '\(constraint.text)'", subject: title, at: item.node.position,
                    suggestion: "change a value, or relax the constraint")
            }
            if let same = first.updateValue(number, forKey: configuration.sameness) {
                diagnostics.report(
                    "is the same as configuration \(same)", subject: title, at: item.node.position,
                    suggestion: "use 'repeats' to run a configuration more than once")
            }
            placed.append(Placed(configuration: configuration, node: item.node, number: number))
        }
        return placed
    }

    private func check(
        _ entry: Node.Entry, _ value: Scalar, _ title: String, _ space: SearchSpace,
        _ listed: [String: Set<Scalar>]
    ) {
        guard let parameter = space[entry.key] else {
            diagnostics.report(
                "unknown parameter '\(entry.key)'", subject: title, at: entry.keyPosition,
                suggestion: nameSuggestion(for: entry.key, among: space.names))
            return
        }
        // Lists may be long, and there is a look for every configuration.
        let isPossible = listed[entry.key]?.contains(value.sameness) ?? parameter.distribution.contains(value)
        guard isPossible else {
            diagnostics.report(
                "'\(entry.key)' is never \(value.node.json)", subject: title, at: entry.value.position,
                suggestion: parameter.distribution.membershipSuggestion(value))
            return
        }
    }

    private func refuseIneffective(
        _ entries: [Node.Entry], _ given: [String: Scalar], _ title: String, _ space: SearchSpace
    ) {
        let active = space.configuration(fromAll: given)
        for entry in entries where active[entry.key] == nil {
            diagnostics.report(
                "'\(entry.key)' has no effect beside these values", subject: title, at: entry.keyPosition,
                suggestion: "leave it out")
        }
    }
}
