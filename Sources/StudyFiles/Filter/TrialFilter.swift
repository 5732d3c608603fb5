import Expressions
import StudyCore

/// An expression over the parameters, in the language of `require`, that picks trials of a study.
public struct TrialFilter: Sendable {
    private let text: String
    private let expression: Expression
    /// The parameters it speaks of.
    private let names: Set<String>

    /// - Parameter parameters: the names that there are.
    /// - Throws: `TrialFilterError` for what is no expression over these.
    public init(parsing text: String, parameters: [String]) throws(TrialFilterError) {
        do throws(ExpressionError) {
            expression = try Expression(parsing: text)
            if let unknown = expression.unknownNames(known: Set(parameters)).first { throw unknown }
        } catch {
            throw TrialFilterError(error, text: text, parameters: parameters)
        }
        self.text = text
        names = Set(expression.names.map(\.name)).intersection(parameters)
    }

    /// Whether the expression holds. It does not where it hangs on a parameter that is inactive in the trial.
    /// - Throws: `TrialFilterError` where an operator meets a value that it is not for.
    public func admits(_ configuration: Configuration) throws(TrialFilterError) -> Bool {
        var values: [String: Value] = [:]
        for name in names { values[name] = configuration[name].map(Value.init) }
        do throws(ExpressionError) {
            let value = try expression.value(values)
            guard case .truth(let holds) = value else {
                throw ExpressionError(.resultType(needs: .truth, found: value.kind), at: 0)
            }
            return holds
        } catch {
            if case .unknownName = error.reason { return false }
            throw TrialFilterError(error, text: text, parameters: Array(names))
        }
    }
}

/// Why a text picks no trials, and where in it.
public struct TrialFilterError: Error, Hashable, Sendable {
    private let error: ExpressionError
    private let text: String
    private let parameters: [String]

    init(_ error: ExpressionError, text: String, parameters: [String]) {
        self.error = error
        self.text = text
        self.parameters = parameters
    }

    /// `unknown name 'rate' at column 1 of "rate < 0.1"; did you mean 'learning_rate'?`
    public var sentence: String {
        var suggestion = error.suggestion
        if let unknown = error.unknown {
            let candidates = unknown.isFunction ? Function.allCases.map(\.rawValue) : parameters
            suggestion = nameSuggestion(for: unknown.name, among: candidates)
        }
        return "\(error.sentence) at column \(error.offset + 1) of \"\(Node.text(text).excerpt)\""
            + (suggestion.map { "; \($0)" } ?? "")
    }
}
