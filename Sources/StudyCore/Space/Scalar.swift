/// The value of a parameter in one trial.
public enum Scalar: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int)
    case real(Double)
    case text(String)

    /// The scalar in a node; nil for lists and maps.
    public init?(_ node: Node) {
        switch node.content {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .real(let value): self = .real(value)
        case .text(let value): self = .text(value)
        case .list, .map: return nil
        }
    }

    public var node: Node {
        switch self {
        case .null: Node(.null)
        case .boolean(let value): Node(.boolean(value))
        case .integer(let value): Node(.integer(value))
        case .real(let value): Node(.real(value))
        case .text(let value): Node(.text(value))
        }
    }

    /// An integer or a real as a real.
    public var number: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .real(let value): value
        default: nil
        }
    }

    /// As a person writes it and a program takes it on its command line: text without quotes, numbers in shortest form.
    public var text: String {
        if case .text(let value) = self { value } else { node.json }
    }

    /// Whether it is a text that would be a number without its quotes.
    var isNumberInQuotes: Bool {
        guard case .text(let text) = self, Double(text) != nil else { return false }
        let digits = text.drop { $0 == "+" || $0 == "-" }
        // `010` is text without quotes as well.
        return digits.first?.isNumber ?? false && !(digits.first == "0" && digits.dropFirst().first?.isNumber ?? false)
    }

    /// What is equal for scalars that mean the same: numbers go by their value, so that 1 and 1.0 are the same; 1 and
    /// "1" are not. The one notion of sameness, for values that stand twice as for files that have changed.
    public var sameness: Scalar {
        if case .real(let value) = self, let whole = Int(exactly: value) { .integer(whole) } else { self }
    }

    /// Whether two scalars mean the same: see `sameness`.
    public func matches(_ other: Scalar) -> Bool { sameness == other.sameness }
}
