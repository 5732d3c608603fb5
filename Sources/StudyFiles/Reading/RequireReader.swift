import Expressions
import StudyCore

/// Reads `require`: boolean expressions over the parameters.
struct RequireReader {
    /// How many combinations of value kinds are tried on one expression.
    private static let greatestCombinations = 256

    let diagnostics: Diagnostics
    let declared: DeclaredParameters

    func read(_ node: Node) -> [Constraint] {
        guard let list = node.listValue else {
            diagnostics.report(
                "must be a list of expressions (got \(node.described))", subject: "require", at: node.position,
                suggestion: node.textValue.map { "write [\"\($0)\"]" })
            return []
        }
        return list.compactMap(readConstraint)
    }

    private func readConstraint(_ node: Node) -> Constraint? {
        guard let text = node.textValue else {
            diagnostics.report(
                "needs a comparison as text (got \(node.described))", subject: "require", at: node.position,
                suggestion: "write \"narrow <= wide\"")
            return nil
        }
        let expression: Expression
        do throws(ExpressionError) {
            expression = try Expression(parsing: text)
        } catch {
            report(error, node)
            return nil
        }
        let unknown = expression.unknownNames(known: Set(declared.names))
        for error in unknown { report(error, node) }
        let names = Set(expression.names.map(\.name)).intersection(declared.names)
        guard unknown.isEmpty else { return nil }
        if names.isEmpty {
            diagnostics.report(
                "speaks of no parameter (got \"\(node.excerpt)\")", subject: "require", at: node.position,
                suggestion: "remove it, or compare parameters")
            return nil
        }
        guard check(expression, names, node) else { return nil }
        return Constraint(text: text, names: names, position: node.position) { scalars in
            var values: [String: Value] = [:]
            for name in names { values[name] = scalars[name].map(Value.init) }
            // Kinds were checked for every kind of value that the parameters can have.
            return (try? expression.value(values)) == .truth(true)
        }
    }

    /// Whether the expression gives a truth value, whatever kinds of values its parameters take.
    private func check(_ expression: Expression, _ names: Set<String>, _ node: Node) -> Bool {
        let byName = Dictionary(declared.parameters.map { ($0.name, $0.distribution) }) { first, _ in first }
        // What a broken parameter would give is unknown; its own error is told already.
        guard names.allSatisfy({ byName[$0] != nil }) else { return true }
        var combinations: [[String: ValueKind]] = [[:]]
        for name in names.sorted() {
            let kinds = byName[name]?.valueKinds ?? []
            guard combinations.count * kinds.count <= Self.greatestCombinations else { continue }
            combinations = combinations.flatMap { known in kinds.map { known.merging([name: $0]) { $1 } } }
        }
        for kinds in combinations where kinds.count == names.count {
            do throws(ExpressionError) {
                let kind = try expression.kind(kinds)
                guard kind == .truth else {
                    throw ExpressionError(.resultType(needs: .truth, found: kind), at: 0)
                }
            } catch {
                report(error, node)
                return false
            }
        }
        return true
    }

    private func report(_ error: ExpressionError, _ node: Node) {
        var suggestion = error.suggestion
        if let unknown = error.unknown {
            let candidates = unknown.isFunction ? Function.allCases.map(\.rawValue) : declared.names
            suggestion = nameSuggestion(for: unknown.name, among: candidates)
        }
        diagnostics.report(
            "\(error.sentence) in \"\(node.excerpt)\"", subject: "require",
            at: node.position(ofScalar: error.offset), suggestion: suggestion)
    }
}

extension Value {
    init(_ scalar: Scalar) {
        self =
            switch scalar {
            case .null: .nothing
            case .boolean(let value): .truth(value)
            case .integer(let value): .number(Double(value))
            case .real(let value): .number(value)
            case .text(let value): .text(value)
            }
    }
}

extension Distribution {
    /// The kinds of values that expressions meet.
    fileprivate var valueKinds: [ValueKind] {
        let scalars: [Scalar] =
            switch self {
            case .constant(let value): [value]
            case .values(let values, _): values
            case .variants: [.text("")]
            default: [.real(0)]
            }
        let kinds = Set(scalars.map { Value($0).kind })
        return ValueKind.allCases.filter(kinds.contains)
    }
}
