import StudyCore

/// What a study has recorded, without what may differ between two runs of it.
struct Export: Equatable, Sendable {
    /// A run's line by its trial and repeat; the first one where there are several.
    private(set) var runs: [RunKey: String] = [:]
    /// Runs that stand twice, and steps that stand twice within a run's curve.
    private(set) var doubled = 0
    /// Attempts beyond the first, over all runs.
    private(set) var furtherAttempts = 0
    /// Runs that have not ended.
    private(set) var unfinished = 0

    var ended: Int { runs.count - unfinished }

    private static let volatile: Set<String> = ["attempts", "host", "worker", "started", "finished"]

    /// - Parameter text: of `hpsearch export`, one JSON object a line.
    init(_ text: String) throws {
        for line in text.split(separator: "\n") {
            let node = try Node(json: String(line))
            guard let trial = node["trial"]?.integerValue, let number = node["repeat"]?.integerValue else {
                throw TortureError("a line of the export has no trial and repeat: \(line.prefix(100))")
            }
            let key = RunKey(trial: trial, repeat: number)
            if ["waiting", "running"].contains(node["state"]?.textValue) { unfinished += 1 }
            furtherAttempts += max(0, (node["attempts"]?.integerValue ?? 1) - 1)
            doubled += Self.repeatedSteps(node["curve"]?.listValue ?? []) + (runs[key] == nil ? 0 : 1)
            let kept = (node.mapValue ?? []).filter { !Self.volatile.contains($0.key) }
            if runs[key] == nil { runs[key] = Self.withoutSeconds(Node(.map(kept))).canonicalJSON }
        }
    }

    private static func repeatedSteps(_ curve: [Node]) -> Int {
        let steps = curve.map { point in
            ["epoch", "iteration", "step"].compactMap { point[$0]?.integerValue }.first ?? -1
        }
        return steps.count - Set(steps).count
    }

    private static func withoutSeconds(_ node: Node) -> Node {
        switch node.content {
        case .map(let entries):
            Node(
                .map(
                    entries.filter { $0.key != "seconds" }.map { Node.Entry($0.key, withoutSeconds($0.value)) }))
        case .list(let nodes): Node(.list(nodes.map(withoutSeconds)))
        default: node
        }
    }

    /// What differs from the export of an uninterrupted run.
    func difference(from whole: Export) -> ExportDifference {
        let lost = whole.runs.keys.count { runs[$0] == nil } + unfinished
        let extra = runs.keys.count { whole.runs[$0] == nil }
        let differing = runs.sorted { $0.key < $1.key }.first { key, line in whole.runs[key].map { $0 != line } ?? false
        }
        return ExportDifference(
            lost: lost, doubled: doubled + extra,
            first: differing.map { "trial \($0.key.trial), repeat \($0.key.repeat)" })
    }
}

/// How an export differs from that of an uninterrupted run.
struct ExportDifference: Equatable, Sendable {
    /// Runs that are missing or have not ended.
    var lost = 0
    /// Runs and steps of curves that stand twice, or that should not be there.
    var doubled = 0
    /// The first run that holds something else.
    var first: String?

    var isNone: Bool { lost == 0 && doubled == 0 && first == nil }
}
