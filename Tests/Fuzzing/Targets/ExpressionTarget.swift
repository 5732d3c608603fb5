import Expressions

/// Expressions, as `require` and expression trials hold them.
public struct ExpressionTarget: FuzzTarget {
    public let name = "expression"
    public init() {}

    public let words = [
        "+", "-", "*", "/", "^", "**", "(", ")", ",", "==", "!=", "<", "<=", ">", ">=", "and", "or", "not", "true",
        "false",
        "exp", "log", "sqrt", "abs", "sin", "cos", "tanh", "sigmoid", "relu", "max", "min", "pi", "e", "a", "b", "$a",
        "${a b}",
        "'", "\"", "\\", "1e308", "1e-308", "0", ".5", "5.", "&&", "||", "=", "!", " ", "\n", "²", "−",
    ]

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        let text = String(decoding: input, as: UTF8.self)
        do throws(ExpressionError) {
            let expression = try Expression(parsing: text)
            var complaints: [String] = []
            for error in expression.unknownNames(known: ["a", "b"]) { complaints += Self.complaints(error, text) }
            for value in [Value.number(0.5), .truth(true), .text("a"), .nothing] {
                complaints += Self.complaints(expression, a: value, text)
            }
            return FuzzOutcome(isAccepted: true, complaints: complaints)
        } catch {
            return FuzzOutcome(complaints: Self.complaints(error, text))
        }
    }

    /// What the check of kinds lets pass must have a value.
    private static func complaints(_ expression: Expression, a value: Value, _ text: String) -> [String] {
        do throws(ExpressionError) {
            _ = try expression.kind(["a": value.kind, "b": .number])
        } catch {
            return complaints(error, text)
        }
        do throws(ExpressionError) {
            _ = try expression.value(["a": value, "b": .number(-2)])
            return []
        } catch {
            return ["an expression that passed the check has no value (\(error.sentence)): \(text.prefix(200))"]
        }
    }

    private static func complaints(_ error: ExpressionError, _ text: String) -> [String] {
        var complaints = error.sentence.isEmpty ? ["an expression is refused without a word"] : []
        if error.offset < 0 || error.offset > text.unicodeScalars.count {
            complaints.append("an error lies at \(error.offset) of \(text.unicodeScalars.count) characters")
        }
        return complaints
    }
}
