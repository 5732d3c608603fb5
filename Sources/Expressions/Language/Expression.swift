/// An expression as a tree; each node knows where it stands in its text (Unicode scalars from 0, at the operator for
/// an operator, else at its beginning).
public indirect enum Expression: Hashable, Sendable {
    case literal(Value, at: Int)
    /// A bare word.
    case name(String, at: Int)
    /// `$name` or `${name}`.
    case reference(String, at: Int)
    case negate(Expression, at: Int)
    case not(Expression, at: Int)
    case arithmetic(ArithmeticOperator, Expression, Expression, at: Int)
    case comparison(ComparisonOperator, Expression, Expression, at: Int)
    case logical(LogicalOperator, Expression, Expression, at: Int)
    case call(Function, [Expression], at: Int)

    public var offset: Int {
        switch self {
        case .literal(_, let offset), .name(_, let offset), .reference(_, let offset), .negate(_, let offset),
            .not(_, let offset),
            .arithmetic(_, _, _, let offset), .comparison(_, _, _, let offset), .logical(_, _, _, let offset),
            .call(_, _, let offset):
            offset
        }
    }

    /// The nodes right below this one.
    public var operands: [Expression] {
        switch self {
        case .literal, .name, .reference: []
        case .negate(let operand, _), .not(let operand, _): [operand]
        case .arithmetic(_, let left, let right, _), .comparison(_, let left, let right, _),
            .logical(_, let left, let right, _):
            [left, right]
        case .call(_, let arguments, _): arguments
        }
    }

    /// Every name with its place, in the order written: bare words and references.
    public var names: [(name: String, offset: Int)] {
        switch self {
        case .name(let name, let offset), .reference(let name, let offset): [(name, offset)]
        default: operands.flatMap(\.names)
        }
    }

    /// The bare words alone.
    public var words: [(name: String, offset: Int)] {
        if case .name(let name, let offset) = self { return [(name, offset)] }
        return operands.flatMap(\.words)
    }

    /// The references alone.
    public var references: [(name: String, offset: Int)] {
        if case .reference(let name, let offset) = self { return [(name, offset)] }
        return operands.flatMap(\.references)
    }
}

public enum ArithmeticOperator: String, Hashable, Sendable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
    case power = "^"
}

public enum ComparisonOperator: String, Hashable, Sendable, CaseIterable {
    case equal = "=="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
}

public enum LogicalOperator: String, Hashable, Sendable, CaseIterable {
    case and
    case or
}

public enum Function: String, Hashable, Sendable, CaseIterable {
    case abs
    case min
    case max
    case log
    case exp
    case sqrt
    case floor
    case ceil
    case sin
    case cos
    case tanh
    case sigmoid
    case relu

    /// How many arguments it takes.
    public var argumentCount: ClosedRange<Int> {
        switch self {
        case .min, .max: 2...Int.max
        default: 1...1
        }
    }

    var argumentDescription: String { argumentCount.lowerBound == 1 ? "1 argument" : "at least 2 arguments" }
}

/// A number with a name, where nothing else has that name. `$e` is never a constant.
public enum Constant: String, Hashable, Sendable, CaseIterable {
    case pi
    case e

    public var value: Double {
        switch self {
        case .pi: .pi
        case .e: 2.718281828459045
        }
    }
}
