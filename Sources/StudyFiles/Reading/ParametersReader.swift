import StudyCore

/// What `parameters` declares.
struct DeclaredParameters {
    /// Those that were read without fault.
    var parameters: [Parameter] = []
    /// Every name that is written, whether what it declares is right or not.
    var names: [String] = []
}

/// Reads `parameters`: names, distributions and conditions.
struct ParametersReader {
    static let greatestCount = 256
    static let greatestNameLength = 100

    let diagnostics: Diagnostics

    func read(_ node: Node) -> DeclaredParameters {
        var declared = DeclaredParameters()
        guard let entries = node.mapValue else {
            diagnostics.report(
                "must be a map of names to distributions (got \(node.described))", subject: "parameters",
                at: node.position, suggestion: "write learning_rate: {log_uniform: [0.001, 1]}")
            return declared
        }
        guard entries.count <= Self.greatestCount else {
            diagnostics.report(
                "declares \(entries.count) parameters, more than \(Self.greatestCount)", subject: "parameters",
                at: node.position)
            return declared
        }
        var conditions: [String: [Node.Entry]] = [:]
        var distributions: [(entry: Node.Entry, distribution: Distribution)] = []
        for entry in entries {
            declared.names.append(entry.key)
            guard checkName(entry) else { continue }
            let reader = DistributionReader(name: entry.key, diagnostics: diagnostics)
            var value = entry.value
            value.position = value.position ?? entry.keyPosition
            let distribution = reader.read(value) { map in
                guard let when = map.take("when") else { return }
                guard let written = when.mapValue, !written.isEmpty else {
                    reader.report(
                        "when takes a map of a parameter to a list of its values (got \(when.described))",
                        at: when.position, suggestion: "write when: {optimizer: [adam]}")
                    return
                }
                conditions[entry.key] = written
            }
            if let distribution { distributions.append((entry, distribution)) }
        }
        let byName = Dictionary(distributions.map { ($0.entry.key, $0.distribution) }) { first, _ in first }
        let reader = ConditionsReader(names: declared.names, distributions: byName, diagnostics: diagnostics)
        declared.parameters = distributions.map { entry, distribution in
            let read = conditions[entry.key].map { reader.read($0, of: entry.key) }
            return Parameter(
                name: entry.key, distribution: distribution, conditions: read ?? [], position: entry.keyPosition)
        }
        if reader.refuseCircle(declared.parameters) {
            declared.parameters = declared.parameters.map {
                Parameter(name: $0.name, distribution: $0.distribution, position: $0.position)
            }
        }
        return declared
    }

    private func checkName(_ entry: Node.Entry) -> Bool {
        if entry.key.isEmpty {
            diagnostics.report("a parameter's name is empty", at: entry.keyPosition, suggestion: "name it")
            return false
        }
        if entry.key.count > Self.greatestNameLength {
            diagnostics.report(
                "a parameter's name is longer than \(Self.greatestNameLength) characters", subject: entry.key,
                at: entry.keyPosition, suggestion: "shorten it")
            return false
        }
        let isForbidden = { (scalar: Unicode.Scalar) in
            scalar == "$" || scalar == "{" || scalar == "}" || scalar.value < 0x20 || scalar.value == 0x7F
        }
        if entry.key.unicodeScalars.contains(where: isForbidden) {
            diagnostics.report(
                "a parameter's name cannot hold '$', braces or control characters", subject: entry.key,
                at: entry.keyPosition, suggestion: "rename it")
            return false
        }
        return true
    }
}
