import Expressions
import StudyCore

/// Reads expressions out of a description and tells what is wrong with them, where it stands.
struct ExpressionTextReader {
    /// What `$name` inside an expression stands for; nil where the values are not known yet, and any number will do.
    let configuration: Configuration?
    /// Whether this is the study file's check, in which a name that the whole file knows nothing of is told once, by
    /// others.
    let isFileCheck: Bool
    let diagnostics: Diagnostics

    /// A text, or a number, as an expression.
    func read(_ node: Node, named name: String) -> Expression? {
        if let number = node.numberValue, number.isFinite { return .literal(.number(number), at: 0) }
        guard let text = node.textValue else {
            diagnostics.report(
                "must be an expression (got \(node.described))", subject: name, at: node.position,
                suggestion: "write it as text, such as (1 - x)^2")
            return nil
        }
        do throws(ExpressionError) {
            return try Expression(parsing: text)
        } catch {
            report(error, in: node, named: name, words: [])
            return nil
        }
    }

    /// The numbers that the references of an expression stand for.
    func references(_ expression: Expression, in node: Node, named name: String) -> [String: Double] {
        var values: [String: Double] = [:]
        for (reference, offset) in expression.references where values[reference] == nil {
            guard let configuration else {
                values[reference] = 1
                continue
            }
            if let number = configuration[reference]?.number {
                values[reference] = number
            } else if let value = configuration[reference] {
                diagnostics.report(
                    "'$\(reference)' stands for \(value.node.described), where a number is needed", subject: name,
                    at: node.position(ofScalar: offset),
                    suggestion: "let the whole value be the reference, or give the parameter numbers")
            } else if isFileCheck, isToldElsewhere(reference, node) {
                values[reference] = 1
            } else {
                diagnostics.report(
                    "no parameter has this name", subject: "$\(reference)", at: node.position(ofScalar: offset),
                    suggestion: nameSuggestion(for: reference, among: configuration.values.map(\.name))?
                        .replacing("did you mean '", with: "did you mean '$"))
            }
        }
        return values
    }

    private func isToldElsewhere(_ reference: String, _ node: Node) -> Bool {
        let names = Set(configuration?.values.map(\.name) ?? [])
        return pieces(of: node.textValue ?? "", names: names).contains(.reference(reference))
    }

    /// - Parameter words: the names that may be meant.
    func report(_ error: ExpressionError, in node: Node, named name: String, words: [String]) {
        var suggestion = error.suggestion
        switch error.reason {
        case .empty: suggestion = "write an expression such as (1 - x)^2"
        case .unknownFunction(let unknown):
            suggestion = nameSuggestion(for: unknown, among: Function.allCases.map(\.rawValue))
        case .unknownName(let unknown):
            let isParameter = configuration?[unknown] != nil
            suggestion = isParameter ? "write $\(unknown)" : nameSuggestion(for: unknown, among: words)
        default: break
        }
        let origin = node.parameter.map { " from $\($0)" } ?? ""
        diagnostics.report(
            "\(error.sentence) in \"\(node.excerpt)\"\(origin)", subject: name,
            at: node.position(ofScalar: error.offset), suggestion: suggestion)
    }
}

/// What a name in an expression may be.
enum ExpressionName {
    private static let keywords: Set<String> = ["and", "or", "not", "true", "false"]

    /// Whether a name can be written in an expression as a word; tells what is wrong if not.
    /// - Parameter reserved: names that mean something else here.
    static func check(
        _ name: String, at position: SourcePosition?, reserved: Set<String> = [], _ diagnostics: Diagnostics
    ) -> Bool {
        let first = name.unicodeScalars.first
        let isWord =
            first.map { $0 == "_" || $0.properties.isAlphabetic } ?? false
            && name.unicodeScalars.allSatisfy {
                $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
            }
        let problem: String? =
            if !isWord {
                "must be a word of letters, digits and underscores that begins with no digit"
            } else if keywords.contains(name) {
                "is a word of the language"
            } else if Function(rawValue: name) != nil {
                "is the name of a function"
            } else if reserved.contains(name) {
                "is the name of a measurement"
            } else {
                nil
            }
        guard let problem else { return true }
        diagnostics.report(
            problem, subject: name, at: position, suggestion: isWord ? "choose another name" : nil)
        return false
    }
}
