import StudyCore

/// How a study's file has changed since it was launched: whether the study can carry on with it.
///
/// More trials or repeats, and values added under `grid` or `list`, only add. Limits and the description may change
/// freely; comments, formatting and the order of keys mean nothing. Anything else would make what has run already
/// part of another study.
public enum StudyComparison: Sendable {
    /// Nothing that matters for the trials has changed.
    case same
    /// What has run stays as it is; `what` says what comes on top: `trials 40 → 60`.
    case additive(what: [String])
    /// - Parameters:
    ///   - reasons: what changed: `seed 20 → 21`, `trial.network.epochs 10 → 20`.
    ///   - diff: the texts' difference, line by line.
    case incompatible(reasons: [String], diff: String)

    /// - Parameters:
    ///   - stored: the study as it was launched, or as it was last added to.
    ///   - new: the study as its file declares it now.
    public init(stored: Study, new: Study) {
        var changes = StudyChanges()
        changes.compare(stored, new)
        if !changes.reasons.isEmpty {
            self = .incompatible(
                reasons: changes.reasons, diff: LineDifference(from: stored.text, to: new.text).description)
        } else {
            self = changes.additions.isEmpty ? .same : .additive(what: changes.additions)
        }
    }
}

/// What changed between two studies, apart into what only adds and what does not.
struct StudyChanges {
    private(set) var additions: [String] = []
    private(set) var reasons: [String] = []

    mutating func compare(_ old: Study, _ new: Study) {
        change("name", old.name, new.name)
        change("seed", "\(old.seed)", "\(new.seed)")
        change(
            "objective", "\(old.objective.goal.rawValue) \(old.objective.metric)",
            "\(new.objective.goal.rawValue) \(new.objective.metric)")
        change("search.method", old.search.method, new.search.method)
        change("search.pruner", old.search.pruner?.summary ?? "none", new.search.pruner?.summary ?? "none")
        grow("repeats", old.search.repeats, new.search.repeats)
        if let first = old.search.trials, let second = new.search.trials { grow("trials", first, second) }
        change("trial", old.trial.kind, new.trial.kind)
        if old.trial.kind == new.trial.kind {
            reasons += NodeDifference.changes(old.trial.node, new.trial.node, path: "trial.\(old.trial.kind)")
        }
        guard old.search.method == new.search.method else { return }
        switch new.search.growth {
        case .configurations: compareLists(old, new)
        case .values: compareSpaces(old.space, new.space, valuesMayGrow: true)
        case .trials: compareSpaces(old.space, new.space, valuesMayGrow: false)
        }
    }

    private mutating func change(_ what: String, _ old: String, _ new: String) {
        if old != new { reasons.append("\(what) \(old) → \(new)") }
    }

    private mutating func grow(_ what: String, _ old: Int, _ new: Int) {
        if new > old { additions.append("\(what) \(old) → \(new)") }
        if new < old { reasons.append("\(what) \(old) → \(new) (can only grow)") }
    }

    private mutating func compareLists(_ old: Study, _ new: Study) {
        let before = Set(old.search.configurations.map(\.sameness))
        let after = Set(new.search.configurations.map(\.sameness))
        for (index, configuration) in old.search.configurations.enumerated()
        where !after.contains(configuration.sameness) {
            reasons.append("search.configurations: number \(index + 1) is gone (\(configuration.summary))")
        }
        let added = new.search.configurations.filter { !before.contains($0.sameness) }.count
        if added > 0 { additions.append("\(added) more \(added == 1 ? "configuration" : "configurations")") }
        for parameter in old.space.parameters {
            guard case .variants(let pieces) = parameter.distribution else { continue }
            guard case .variants(let now)? = new.space[parameter.name]?.distribution else { continue }
            compareVariants(parameter.name, pieces, now, mayGrow: true)
        }
    }

    private mutating func compareSpaces(_ old: SearchSpace, _ new: SearchSpace, valuesMayGrow: Bool) {
        for parameter in old.parameters {
            guard let now = new[parameter.name] else {
                reasons.append("parameters.\(parameter.name) is gone")
                continue
            }
            compare(parameter, now, mayGrow: valuesMayGrow)
        }
        for parameter in new.parameters where old[parameter.name] == nil {
            reasons.append("parameters.\(parameter.name) is new")
        }
        let before = Set(old.constraints.map(Self.key))
        let after = Set(new.constraints.map(Self.key))
        for constraint in old.constraints where !after.contains(Self.key(constraint)) {
            reasons.append("require '\(constraint.text)' is gone")
        }
        for constraint in new.constraints where !before.contains(Self.key(constraint)) {
            reasons.append("require '\(constraint.text)' is new")
        }
    }

    private static func key(_ constraint: Constraint) -> String { constraint.text.filter { !$0.isWhitespace } }

    private mutating func compare(_ old: Parameter, _ new: Parameter, mayGrow: Bool) {
        let path = "parameters.\(old.name)"
        change("\(path).when", Self.text(old.conditions), Self.text(new.conditions))
        if old.distribution.sameness == new.distribution.sameness { return }
        switch (old.distribution, new.distribution) {
        case (.variants(let before), .variants(let after)):
            compareVariants(old.name, before, after, mayGrow: mayGrow)
        case (let before, let after) where mayGrow && before.isListable && after.isListable:
            let first = before.enumerated ?? []
            let second = after.enumerated ?? []
            let (known, kept) = (Set(first.map(\.sameness)), Set(second.map(\.sameness)))
            let gone = first.filter { !kept.contains($0.sameness) }
            let added = second.filter { !known.contains($0.sameness) }
            if !gone.isEmpty { reasons.append("\(path): \(Self.text(gone)) gone") }
            if !added.isEmpty { additions.append("\(old.name): \(Self.text(added)) added") }
        case (let before, let after):
            reasons.append("\(path) changed (\(before.rangeDescription) → \(after.rangeDescription))")
        }
    }

    private mutating func compareVariants(
        _ name: String, _ old: [Distribution.Variant], _ new: [Distribution.Variant], mayGrow: Bool
    ) {
        let path = "parameters.\(name).variants"
        let now = Dictionary(new.map { ($0.name, $0.piece) }) { first, _ in first }
        for variant in old {
            guard let piece = now[variant.name] else {
                reasons.append("\(path).\(variant.name) is gone")
                continue
            }
            reasons += NodeDifference.changes(variant.piece, piece, path: "\(path).\(variant.name)")
        }
        let before = Set(old.map(\.name))
        let added = new.map(\.name).filter { !before.contains($0) }
        guard !added.isEmpty else {
            // A draw goes by the order of the variants, a grid's combinations do not.
            if !mayGrow, old.map(\.name) != new.map(\.name) { reasons.append("\(path): the order changed") }
            return
        }
        if mayGrow {
            additions.append("\(name): \(added.joined(separator: ", ")) added")
        } else {
            reasons.append("\(path): \(added.joined(separator: ", ")) added")
        }
    }

    private static func text(_ values: [Scalar]) -> String {
        values.prefix(8).map(\.text).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
    }

    private static func text(_ conditions: [Parameter.Condition]) -> String {
        let texts = conditions.map {
            "\($0.parameter): [\($0.values.map(\.sameness.node.json).sorted().joined(separator: ", "))]"
        }
        return texts.isEmpty ? "none" : "{\(texts.sorted().joined(separator: ", "))}"
    }
}

extension Distribution {
    /// Whether its values are few enough to be held against another's one by one.
    fileprivate var isListable: Bool { (enumeratedCount ?? .max) <= 2000 }

    /// Equal for two distributions from which the same quantile draws the same value.
    fileprivate var sameness: String {
        func text(_ values: [Scalar]) -> String {
            values.map(\.sameness.node.json).joined(separator: ",")
        }
        return switch self {
        case .constant(let value): "constant \(text([value]))"
        case .values(let values, let weights): "values \(text(values)) \(weights.map { "\($0)" } ?? "")"
        // Pieces of YAML are compared key by key.
        case .variants(let variants): "variants \(variants.map { "\($0.name): \($0.piece.json)" })"
        default: "\(self)"
        }
    }
}
