/// A loss where its parameters start, as far as that is known: names without a value leave unknown what depends on them.
public struct StartEvaluation {
    /// A division whose divisor is 0, in a definition or the loss (nil), at its sign.
    public struct Division: Hashable, Sendable {
        public let owner: String?
        public let offset: Int
    }

    /// Nil where it depends on something unknown.
    public private(set) var loss: Double?
    /// Only in what the loss depends on.
    public private(set) var divisionsByZero: [Division] = []
    /// Nil for what is named but not known.
    private var values: [String: Double?]
    private let unknown: Set<String>
    private let references: [String: Double]

    /// - Parameter known: start values by name.
    public init(_ source: ProgramSource, known: [String: Double]) {
        values = known.mapValues { $0 }
        references = source.references
        unknown = Set(source.learnt + source.columns).subtracting(known.keys)
        let used = source.usedWords
        for definition in DefinitionOrder(source.definitions).sorted where used.contains(definition.name) {
            values.updateValue(evaluate(definition.expression, definition.name), forKey: definition.name)
        }
        loss = evaluate(source.loss, nil)
    }

    private mutating func evaluate(_ expression: Expression, _ owner: String?) -> Double? {
        switch expression {
        case .literal(.number(let value), _): return value
        case .name(let name, _):
            if let value = values[name] { return value }
            return unknown.contains(name) ? nil : Constant(rawValue: name)?.value
        case .reference(let name, _): return references[name]
        case .negate(let operand, _): return evaluate(operand, owner).map { -$0 }
        case .arithmetic(let sign, let left, let right, let offset):
            let (first, second) = (evaluate(left, owner), evaluate(right, owner))
            if sign == .divide, second == 0 { divisionsByZero.append(Division(owner: owner, offset: offset)) }
            guard let first, let second else { return nil }
            return sign.operation.value(first, second)
        case .call(let function, let arguments, _):
            let operands = arguments.map { evaluate($0, owner) }
            guard operands.allSatisfy({ $0 != nil }), let first = operands.first ?? nil else { return nil }
            if function.operation.isUnary { return function.operation.value(first, 0) }
            return operands.dropFirst().compactMap { $0 }.reduce(first) { function.operation.value($0, $1) }
        default: return nil
        }
    }
}
