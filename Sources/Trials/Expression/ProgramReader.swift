import Expressions
import StudyCore

/// Reads `let` and `minimize`, and makes them a program.
struct ProgramReader {
    let texts: ExpressionTextReader
    let starts: [LearntParameter]
    let data: ExpressionData

    private var diagnostics: Diagnostics { texts.diagnostics }

    /// Tells what is wrong with the expressions as such, where it is not known what their names stand for.
    static func checkLanguage(loss: Node?, definitions node: Node?, _ texts: ExpressionTextReader) {
        for entry in node.map({ readEntries($0, texts.diagnostics) }) ?? [] {
            _ = texts.read(entry.value, named: entry.key)
        }
        if let loss { _ = texts.read(loss, named: "minimize") }
    }

    func read(
        loss: Node, definitions node: Node?, dataNode: Node?
    ) -> (source: ProgramSource, program: ExpressionProgram)? {
        let before = diagnostics.all.count
        let entries = node.map { Self.readEntries($0, diagnostics) } ?? []
        checkNames(entries, dataNode)
        let definitions = entries.compactMap { entry in
            texts.read(entry.value, named: entry.key).map { ProgramSource.Definition(entry.key, $0) }
        }
        guard let expression = texts.read(loss, named: "minimize"), definitions.count == entries.count else {
            return nil
        }
        var nodes: [String?: Node] = [nil: loss]
        for entry in entries { nodes[entry.key] = entry.value }
        var references = texts.references(expression, in: loss, named: "minimize")
        for (entry, definition) in zip(entries, definitions) {
            references.merge(texts.references(definition.expression, in: entry.value, named: entry.key)) { $1 }
        }
        guard diagnostics.all.count == before else { return nil }
        let source = ProgramSource(
            loss: expression, definitions: definitions, learnt: starts.map(\.name), columns: data.names,
            references: references)
        let problems = source.problems()
        for problem in problems { report(problem, nodes, entries, source) }
        guard problems.isEmpty else { return nil }
        for name in source.unusedParameters {
            diagnostics.report(
                "is learnt, but 'minimize' does not depend on it", subject: name,
                at: starts.first { $0.name == name }?.position, suggestion: "use it, or remove it")
        }
        checkStart(source, loss, nodes)
        guard diagnostics.all.count == before else { return nil }
        return (try? ExpressionProgram(source)).map { (source, $0) }
    }

    private static func readEntries(_ node: Node, _ diagnostics: Diagnostics) -> [Node.Entry] {
        guard let entries = node.mapValue else {
            diagnostics.report(
                "must be a map of names to expressions (got \(node.described))", subject: "let", at: node.position,
                suggestion: "write let: {u: 1 - x}")
            return []
        }
        return entries.filter { ExpressionName.check($0.key, at: $0.keyPosition, diagnostics) }
    }

    /// A name stands for one thing.
    private func checkNames(_ entries: [Node.Entry], _ dataNode: Node?) {
        let columns = Set(data.names)
        let learnt = Set(starts.map(\.name))
        for start in starts where columns.contains(start.name) {
            diagnostics.report(
                "stands under both 'parameters' and 'data'", subject: start.name, at: start.position,
                suggestion: "rename one of the two")
        }
        for entry in entries {
            let other = learnt.contains(entry.key) ? "parameters" : columns.contains(entry.key) ? "data" : nil
            guard let other else { continue }
            diagnostics.report(
                "stands under both 'let' and '\(other)'", subject: entry.key, at: entry.keyPosition,
                suggestion: "rename one of the two")
        }
    }

    private func report(
        _ problem: ProgramProblem, _ nodes: [String?: Node], _ entries: [Node.Entry], _ source: ProgramSource
    ) {
        switch problem {
        case .expression(let owner, let error):
            guard let node = nodes[owner] else { return }
            texts.report(error, in: node, named: owner ?? "minimize", words: source.knownWords)
        case .circle(let names):
            let first = names.first ?? ""
            diagnostics.report(
                "leads back to itself (\((names + [first]).joined(separator: " → ")))", subject: first,
                at: entries.first { $0.key == first }?.keyPosition, suggestion: "take one of the names out")
        }
    }

    /// Where all that the loss depends on is known at the start, it must be finite there.
    private func checkStart(_ source: ProgramSource, _ loss: Node, _ nodes: [String?: Node]) {
        var known: [String: Double] = [:]
        for start in starts { if case .constant(let value) = start.number { known[start.name] = value } }
        let start = StartEvaluation(source, known: known)
        for division in start.divisionsByZero {
            guard let node = nodes[division.owner] else { continue }
            texts.report(
                ExpressionError(.divisionByZeroAtStart, at: division.offset), in: node,
                named: division.owner ?? "minimize", words: [])
        }
        if start.divisionsByZero.isEmpty, let value = start.loss, !value.isFinite {
            diagnostics.report(
                "is not finite at the start (got \(value.isNaN ? "not a number" : value > 0 ? "infinity" : "-infinity"))",
                subject: "minimize", at: loss.position, suggestion: "start elsewhere")
        }
    }
}
