import Expressions
import StudyCore

/// A learnt name with how it starts.
struct LearntParameter {
    let name: String
    let position: SourcePosition?
    let number: RandomNumber
}

/// Reads `parameters` of an expression: names and how they start.
struct StartReader {
    let texts: ExpressionTextReader

    private var diagnostics: Diagnostics { texts.diagnostics }

    func read(_ node: Node) -> [LearntParameter]? {
        guard let entries = node.mapValue, !entries.isEmpty else {
            diagnostics.report(
                "must be a map of the learnt names to where they start "
                    + "(got \(node.mapValue == nil ? node.described : "nothing"))",
                subject: "parameters", at: node.position, suggestion: "write parameters: {x: 0}")
            return nil
        }
        let read = entries.compactMap { entry -> LearntParameter? in
            let isName = ExpressionName.check(
                entry.key, at: entry.keyPosition, reserved: ExpressionSpecification.measurements, diagnostics)
            guard let number = number(entry.value, named: entry.key), isName else { return nil }
            return LearntParameter(name: entry.key, position: entry.keyPosition, number: number)
        }
        return read.count == entries.count ? read : nil
    }

    private func number(_ node: Node, named name: String) -> RandomNumber? {
        if node.mapValue != nil { return RandomNumber.read(node, named: name, diagnostics) }
        guard node.textValue != nil, !node.isQuoted || Double(node.textValue ?? "") == nil else {
            return node.number(named: name, diagnostics: diagnostics).map { .constant($0) }
        }
        return constant(node, named: name).map { .constant($0) }
    }

    /// A text such as `sqrt(2)`, without any name but constants and references.
    private func constant(_ node: Node, named name: String) -> Double? {
        guard let expression = texts.read(node, named: name) else { return nil }
        let before = diagnostics.all.count
        let references = texts.references(expression, in: node, named: name)
        guard diagnostics.all.count == before else { return nil }
        let source = ProgramSource(loss: expression, learnt: [], references: references)
        for case .expression(_, let error) in source.problems() {
            texts.report(error, in: node, named: name, words: source.knownWords)
        }
        guard diagnostics.all.count == before,
            case .number(let value)? = try? expression.value(references.mapValues { .number($0) })
        else { return nil }
        guard value.isFinite else {
            diagnostics.report(
                "must be a finite number (got \(value) from \"\(node.excerpt)\")", subject: name, at: node.position)
            return nil
        }
        return value
    }
}
