/// What a program is made from: a loss, the expressions that it may name, and what the other names stand for.
///
/// A word is a learnt parameter, a column, a definition or a constant, looked for in this order; no name should stand for
/// two of them. A reference (`$name`) is looked up in `references` alone.
public struct ProgramSource: Sendable {
    /// A named expression.
    public struct Definition: Hashable, Sendable {
        public let name: String
        public let expression: Expression

        public init(_ name: String, _ expression: Expression) {
            self.name = name
            self.expression = expression
        }
    }

    public let loss: Expression
    /// In any order; each name once.
    public let definitions: [Definition]
    /// The names with respect to which the loss is derived.
    public let learnt: [String]
    /// The names that have one value per row.
    public let columns: [String]
    public let references: [String: Double]

    public init(
        loss: Expression, definitions: [Definition] = [], learnt: [String], columns: [String] = [],
        references: [String: Double] = [:]
    ) {
        self.loss = loss
        self.definitions = definitions
        self.learnt = learnt
        self.columns = columns
        self.references = references
    }

    /// Every name that an expression may use as a bare word, constants last.
    public var knownWords: [String] {
        learnt + columns + definitions.map(\.name) + Constant.allCases.map(\.rawValue)
    }

    /// Everything that keeps this from becoming a program.
    public func problems() -> [ProgramProblem] {
        let words = Set(knownWords)
        var problems: [ProgramProblem] = []
        for (owner, expression) in definitions.map({ ($0.name as String?, $0.expression) }) + [(nil, loss)] {
            let errors =
                expression.words.filter { !words.contains($0.name) }.map {
                    ExpressionError(.unknownName($0.name), at: $0.offset)
                }
                + expression.references.filter { references[$0.name] == nil }.map {
                    ExpressionError(.unknownName($0.name), at: $0.offset)
                } + expression.whatIsNoNumber
            problems += errors.sorted { $0.offset < $1.offset }.map { .expression(owner: owner, $0) }
        }
        let circle = DefinitionOrder(definitions).circle
        if !circle.isEmpty { problems.append(.circle(circle)) }
        return problems
    }

    /// The learnt names that the loss does not depend on, by way of definitions or itself.
    public var unusedParameters: [String] {
        let used = usedWords
        return learnt.filter { !used.contains($0) }
    }

    /// The words that the loss depends on, by way of definitions or itself.
    var usedWords: Set<String> {
        let byName = Dictionary(definitions.map { ($0.name, $0.expression) }) { first, _ in first }
        var used: Set<String> = []
        var waiting = [loss]
        while let expression = waiting.popLast() {
            for (name, _) in expression.words where used.insert(name).inserted {
                if let definition = byName[name] { waiting.append(definition) }
            }
        }
        return used
    }
}

/// Why expressions make no program.
public enum ProgramProblem: Error, Hashable, Sendable {
    /// Something in a definition, or in the loss (nil).
    case expression(owner: String?, ExpressionError)
    /// Definitions that lead back to themselves: each names the next, the last the first.
    case circle([String])
}

extension Expression {
    /// The places where a text or a truth value stands in an expression that is to be a number.
    fileprivate var whatIsNoNumber: [ExpressionError] {
        switch self {
        case .literal(.number, _), .name, .reference: []
        case .literal(let value, let offset): [ExpressionError(.numberNeeded(found: value.kind), at: offset)]
        case .not(_, let offset), .comparison(_, _, _, let offset), .logical(_, _, _, let offset):
            [ExpressionError(.numberNeeded(found: .truth), at: offset)]
        default: operands.flatMap(\.whatIsNoNumber)
        }
    }
}

/// Definitions in an order in which each comes after those that it names (Kahn's algorithm, no recursion).
struct DefinitionOrder {
    private(set) var sorted: [ProgramSource.Definition] = []
    /// One circle among the definitions that have no order; empty when all have.
    private(set) var circle: [String] = []

    init(_ definitions: [ProgramSource.Definition]) {
        let names = Set(definitions.map(\.name))
        var needs: [String: Set<String>] = [:]
        var users: [String: [ProgramSource.Definition]] = [:]
        for definition in definitions {
            let needed = Set(definition.expression.words.map(\.name)).intersection(names)
            needs[definition.name] = needed
            for name in needed { users[name, default: []].append(definition) }
        }
        var ready = definitions.filter { needs[$0.name]?.isEmpty ?? true }
        var next = 0
        while next < ready.count {
            let definition = ready[next]
            next += 1
            for user in users[definition.name] ?? [] {
                needs[user.name]?.remove(definition.name)
                if needs[user.name]?.isEmpty ?? false { ready.append(user) }
            }
        }
        sorted = ready
        guard ready.count < definitions.count else { return }
        // Whatever is left needs something that is left: following it must come back.
        var path: [String] = []
        var current = definitions.first { !(needs[$0.name]?.isEmpty ?? true) }?.name
        while let name = current {
            if let start = path.firstIndex(of: name) {
                circle = Array(path[start...])
                return
            }
            path.append(name)
            current = needs[name]?.min()
        }
    }
}
