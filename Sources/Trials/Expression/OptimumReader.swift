import Expressions
import StudyCore

/// One coordinate of a known minimum.
enum OptimumCoordinate: Sendable {
    case number(Double)
    /// The mean of an expression over all rows.
    case mean(ExpressionProgram)
}

/// Reads `optimum`: for each learnt name a number, or `{mean: expression}` over the rows of the data.
struct OptimumReader {
    let texts: ExpressionTextReader
    let learnt: [String]
    let columns: [String]

    private var diagnostics: Diagnostics { texts.diagnostics }

    /// In the order of the learnt names.
    func read(_ node: Node) -> [OptimumCoordinate]? {
        guard let entries = node.mapValue else {
            diagnostics.report(
                "must be a map of the learnt names to numbers (got \(node.described))", subject: "optimum",
                at: node.position, suggestion: "write optimum: {\(learnt.first ?? "x"): 1}")
            return nil
        }
        for entry in entries where !learnt.contains(entry.key) {
            diagnostics.report(
                "is no learnt name", subject: entry.key, at: entry.keyPosition,
                suggestion: nameSuggestion(for: entry.key, among: learnt))
        }
        let coordinates = learnt.compactMap { name -> OptimumCoordinate? in
            guard let value = node[name], !value.isNull else {
                diagnostics.report("needs a number for '\(name)'", subject: "optimum", at: node.position)
                return nil
            }
            return coordinate(value, named: name)
        }
        return coordinates.count == learnt.count ? coordinates : nil
    }

    private func coordinate(_ node: Node, named name: String) -> OptimumCoordinate? {
        guard let entries = node.mapValue else {
            return node.number(named: name, diagnostics: diagnostics).map { .number($0) }
        }
        guard entries.count == 1, entries[0].key == "mean" else {
            diagnostics.report(
                "takes a number or {mean: expression}", subject: name, at: entries.first?.keyPosition ?? node.position)
            return nil
        }
        let value = entries[0].value
        guard let expression = texts.read(value, named: "mean") else { return nil }
        let before = diagnostics.all.count
        let source = ProgramSource(
            loss: expression, learnt: [], columns: columns,
            references: texts.references(expression, in: value, named: "mean"))
        guard diagnostics.all.count == before else { return nil }
        for case .expression(_, let error) in source.problems() {
            texts.report(error, in: value, named: "mean", words: source.knownWords)
        }
        return (try? ExpressionProgram(source)).map { .mean($0) }
    }
}
