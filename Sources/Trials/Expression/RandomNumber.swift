import Expressions
import Randomness
import StudyCore

/// A number that is given, or drawn by each run.
enum RandomNumber: Hashable, Sendable {
    case constant(Double)
    /// Evenly from low to high.
    case uniform(low: Double, high: Double)
    case normal(mean: Double, deviation: Double)

    func draw(from stream: inout RandomStream) -> Double {
        switch self {
        case .constant(let value): value
        case .uniform(let low, let high): low + (high - low) * stream.uniform()
        case .normal(let mean, let deviation): mean + deviation * stream.normal()
        }
    }

    /// Reads `{uniform: [low, high]}` or `{normal: [mean, sd]}`.
    static func read(_ node: Node, named name: String, _ diagnostics: Diagnostics) -> RandomNumber? {
        guard let entries = node.mapValue, entries.count == 1, ["uniform", "normal"].contains(entries[0].key) else {
            let key = node.mapValue?.first?.key
            diagnostics.report(
                "takes {uniform: [low, high]} or {normal: [mean, sd]} (got \(key.map { "'\($0)'" } ?? node.described))",
                subject: name, at: node.mapValue?.first?.keyPosition ?? node.position,
                suggestion: key.flatMap { nearestName(to: $0, among: ["uniform", "normal"]) }
                    .map { "did you mean '\($0)'?" })
            return nil
        }
        let (kind, value) = (entries[0].key, entries[0].value)
        guard let list = value.list(named: kind, diagnostics: diagnostics) else { return nil }
        guard list.count == 2 else {
            diagnostics.report(
                "takes two numbers (got \(list.count))", subject: kind, at: value.position,
                suggestion: kind == "uniform" ? "write uniform: [low, high]" : "write normal: [mean, sd]")
            return nil
        }
        let isUniform = kind == "uniform"
        let first = list[0].number(named: kind, diagnostics: diagnostics)
        let second = list[1].number(named: kind, isUniform ? .finite : .notNegative, diagnostics: diagnostics)
        guard let first, let second else { return nil }
        guard isUniform else { return .normal(mean: first, deviation: second) }
        guard first < second else {
            diagnostics.report(
                "low must be below high (got \(list[0].excerpt), \(list[1].excerpt))", subject: kind,
                at: value.position)
            return nil
        }
        return .uniform(low: first, high: second)
    }
}
