import StudyCore

extension DistributionReader {
    func values(_ settings: Settings) -> Distribution? {
        guard let node = settings["values"] else { return nil }
        guard let list = node.list(named: name, diagnostics: diagnostics) else { return nil }
        return values(list, weights: settings["weights"], at: node.position)
    }

    func values(_ list: [Node], weights: Node?, at position: SourcePosition?) -> Distribution? {
        let before = diagnostics.all.count
        if list.isEmpty { report("needs at least one value", at: position, suggestion: "write [first, second]") }
        var places: [Scalar: SourcePosition?] = [:]
        let values = list.compactMap { node -> Scalar? in
            guard let value = scalar(node) else { return nil }
            if let first = places.updateValue(node.position, forKey: value.sameness) {
                let place = first.map { ", first at \($0.line):\($0.column)" } ?? ""
                report("the value \(value.text) stands twice\(place)", at: node.position, suggestion: "keep one")
            }
            return value
        }
        let weights = weights.flatMap { readWeights($0, count: list.count) }
        guard diagnostics.all.count == before else { return nil }
        return .values(values, weights: weights)
    }

    private func readWeights(_ node: Node, count: Int) -> [Double]? {
        guard let list = node.listValue else {
            report("weights must be a list of numbers (got \(node.described))", at: node.position)
            return nil
        }
        guard list.count == count else {
            report(
                "weights must be one for each value (\(count) values, \(list.count) weights)", at: node.position)
            return nil
        }
        let weights = list.compactMap { $0.number(named: name, .notNegative, diagnostics: diagnostics) }
        guard weights.count == count else { return nil }
        let sum = weights.reduce(0, +)
        guard sum > 0, sum.isFinite else {
            report(
                sum > 0 ? "the weights' sum is not finite" : "the weights must not all be 0", at: node.position,
                suggestion: sum > 0 ? "make them smaller" : "give the values you want a weight above 0")
            return nil
        }
        return weights
    }
}
