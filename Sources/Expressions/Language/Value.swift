/// What an expression works on and gives.
public enum Value: Hashable, Sendable {
    case number(Double)
    case text(String)
    case truth(Bool)
    case nothing

    public var kind: ValueKind {
        switch self {
        case .number: .number
        case .text: .text
        case .truth: .truth
        case .nothing: .nothing
        }
    }
}

/// The kinds of values.
public enum ValueKind: Hashable, Sendable, CaseIterable {
    case number
    case text
    case truth
    case nothing

    var singular: String {
        switch self {
        case .number: "a number"
        case .text: "a text"
        case .truth: "true or false"
        case .nothing: "null"
        }
    }

    var plural: String {
        switch self {
        case .number: "numbers"
        case .text: "texts"
        case .truth: "truth values"
        case .nothing: "null"
        }
    }
}
