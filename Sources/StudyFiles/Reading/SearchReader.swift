import StudyCore

/// What `search` says, before the configurations of a list are held against the parameters.
struct SearchDeclaration {
    let method: SearchMethod
    let methodPosition: SourcePosition?
    let trials: Int?
    let repeats: Int
    /// As written; nil where the key is not there.
    let configurations: [Node]?
    /// As written; what it means is known once the trial is.
    let pruner: Node?
}

/// Reads `search`.
struct SearchReader {
    static let greatestTrials = 10_000_000
    static let greatestRepeats = 1_000_000
    /// Methods that later versions will know.
    static let laterMethods = [
        "sobol", "halton", "latin_hypercube", "tpe", "gp", "bayesian", "cma_es", "evolution", "hyperband",
        "successive_halving", "asha", "pbt",
    ]

    let methods: [SearchMethod]
    let diagnostics: Diagnostics

    func read(_ node: Node) -> SearchDeclaration? {
        guard let map = MapReader(node, title: "'search'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let methodNode = map.require("method")
        let method = methodNode.flatMap(readMethod)
        let trials = map.integer("trials", in: 1...Self.greatestTrials)
        let repeats = map.integer("repeats", in: 1...Self.greatestRepeats) ?? 1
        let configurations = map.list("configurations")
        let pruner = map.take("pruner")
        if let method {
            if map.has("trials"), !method.keys.contains("trials") {
                diagnostics.report(
                    "method '\(method.name)' knows the number of trials itself", subject: "trials",
                    at: map.keyPosition("trials"), suggestion: "remove the key, or use method: \(taking("trials"))")
            }
            if map.has("configurations"), !method.keys.contains("configurations") {
                diagnostics.report(
                    "goes with method: \(taking("configurations")) only (got method '\(method.name)')",
                    subject: "configurations",
                    at: map.keyPosition("configurations"),
                    suggestion: "remove the key, or use method: \(taking("configurations"))")
            }
        }
        map.finish(later: ["lag", "sampler"])
        guard diagnostics.all.count == before, let method else { return nil }
        return SearchDeclaration(
            method: method, methodPosition: methodNode?.position, trials: trials, repeats: repeats,
            configurations: configurations, pruner: pruner)
    }

    /// The methods that take this key.
    private func taking(_ key: String) -> String {
        methods.filter { $0.keys.contains(key) }.map(\.name).joined(separator: " or ")
    }

    private func readMethod(_ node: Node) -> SearchMethod? {
        let known = methods.map(\.name)
        guard let name = node.textValue else {
            diagnostics.report(
                "must be one of \(known.joined(separator: ", ")) (got \(node.described))", subject: "method",
                at: node.position)
            return nil
        }
        if let method = methods.first(where: { $0.name == name }) { return method }
        if Self.laterMethods.contains(name) {
            diagnostics.report(
                "'\(name)' is not yet supported in this version", subject: "method", at: node.position,
                suggestion: "known here: \(known.joined(separator: ", "))")
        } else {
            diagnostics.report(
                "unknown method '\(name)'", subject: "search", at: node.position,
                suggestion: nameSuggestion(for: name, among: known))
        }
        return nil
    }
}
