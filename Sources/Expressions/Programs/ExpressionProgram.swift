/// A loss with everything it names as one flat list of steps, each of which reads what stands before it.
///
/// What occurs twice is computed once, what is constant is computed beforehand, and what does not depend on a column is
/// computed once for all rows.
public struct ExpressionProgram: Sendable {
    /// The names with respect to which the loss is derived, in the order of the parameters' memory.
    public let learnt: [String]
    /// The names that have one value per row, in the order of the columns' memory.
    public let columns: [String]

    /// What a value is: given from outside, or computed by a step from values before it.
    enum Cell: Hashable, Sendable {
        case constant(UInt64)
        case parameter(Int)
        case column(Int)
        case step(Operation, Int, Int)
    }

    /// In an order in which operands come first; only what the loss needs.
    let cells: [Cell]
    /// Whether a cell has one value per row.
    let variesByRow: [Bool]
    /// The cell that is the loss.
    let loss: Int

    /// Whether the loss has one value per row.
    public var usesRows: Bool { variesByRow[loss] }
    /// How many operations one row takes, forward.
    public var operationCount: Int {
        cells.count { if case .step = $0 { true } else { false } }
    }

    /// - Throws: the first of `source.problems()`.
    public init(_ source: ProgramSource) throws(ProgramProblem) {
        if let problem = source.problems().first { throw problem }
        var builder = ProgramBuilder(source)
        for definition in DefinitionOrder(source.definitions).sorted {
            do throws(ExpressionError) {
                try builder.define(definition)
            } catch {
                throw .expression(owner: definition.name, error)
            }
        }
        let loss: Int
        do throws(ExpressionError) {
            loss = try builder.add(source.loss)
        } catch {
            throw .expression(owner: nil, error)
        }
        self.init(learnt: source.learnt, columns: source.columns, cells: builder.cells, loss: loss)
    }

    private init(learnt: [String], columns: [String], cells: [Cell], loss: Int) {
        var isNeeded = [Bool](repeating: false, count: cells.count)
        isNeeded[loss] = true
        for index in cells.indices.reversed() where isNeeded[index] {
            guard case .step(_, let left, let right) = cells[index] else { continue }
            isNeeded[left] = true
            isNeeded[right] = true
        }
        var places = [Int](repeating: 0, count: cells.count)
        var kept: [Cell] = []
        var varies: [Bool] = []
        for (index, cell) in cells.enumerated() where isNeeded[index] {
            places[index] = kept.count
            switch cell {
            case .constant, .parameter:
                kept.append(cell)
                varies.append(false)
            case .column:
                kept.append(cell)
                varies.append(true)
            case .step(let operation, let left, let right):
                kept.append(.step(operation, places[left], places[right]))
                varies.append(varies[places[left]] || varies[places[right]])
            }
        }
        self.learnt = learnt
        self.columns = columns
        self.cells = kept
        variesByRow = varies
        self.loss = places[loss]
    }
}

/// Turns trees into cells.
private struct ProgramBuilder {
    private(set) var cells: [ExpressionProgram.Cell] = []
    private var places: [ExpressionProgram.Cell: Int] = [:]
    private var words: [String: Int] = [:]
    private let references: [String: Double]

    init(_ source: ProgramSource) {
        references = source.references
        for (index, name) in source.learnt.enumerated() { words[name] = place(.parameter(index)) }
        for (index, name) in source.columns.enumerated() where words[name] == nil {
            words[name] = place(.column(index))
        }
    }

    mutating func define(_ definition: ProgramSource.Definition) throws(ExpressionError) {
        let index = try add(definition.expression)
        if words[definition.name] == nil { words[definition.name] = index }
    }

    mutating func add(_ expression: Expression) throws(ExpressionError) -> Int {
        switch expression {
        case .literal(.number(let value), _): return constant(value)
        case .literal(let value, let offset): throw ExpressionError(.numberNeeded(found: value.kind), at: offset)
        case .name(let name, let offset):
            if let index = words[name] { return index }
            guard let known = Constant(rawValue: name) else { throw ExpressionError(.unknownName(name), at: offset) }
            return constant(known.value)
        case .reference(let name, let offset):
            guard let value = references[name] else { throw ExpressionError(.unknownName(name), at: offset) }
            return constant(value)
        case .negate(let operand, _): return step(.negate, try add(operand))
        case .arithmetic(let sign, let left, let right, _):
            return step(sign.operation, try add(left), try add(right))
        case .call(let function, let arguments, let offset):
            guard let first = arguments.first else {
                throw ExpressionError(.argumentCount(function: function, found: 0), at: offset)
            }
            var result = try add(first)
            if function.operation.isUnary { return step(function.operation, result) }
            for argument in arguments.dropFirst() { result = step(function.operation, result, try add(argument)) }
            return result
        case .not(_, let offset), .comparison(_, _, _, let offset), .logical(_, _, _, let offset):
            throw ExpressionError(.numberNeeded(found: .truth), at: offset)
        }
    }

    private mutating func constant(_ value: Double) -> Int { place(.constant(value.bitPattern)) }

    private mutating func step(_ operation: Operation, _ operand: Int) -> Int { step(operation, operand, operand) }

    private mutating func step(_ operation: Operation, _ left: Int, _ right: Int) -> Int {
        let (first, second) = (constantValue(left), constantValue(right))
        if let first, let second { return constant(operation.value(first, second)) }
        if operation == .power, let second {
            if second == 1 { return left }
            return second == 2 ? step(.square, left) : place(.step(.powerOfConstant, left, right))
        }
        return place(.step(operation, left, right))
    }

    private func constantValue(_ index: Int) -> Double? {
        if case .constant(let bits) = cells[index] { Double(bitPattern: bits) } else { nil }
    }

    private mutating func place(_ cell: ExpressionProgram.Cell) -> Int {
        if let index = places[cell] { return index }
        cells.append(cell)
        places[cell] = cells.count - 1
        return cells.count - 1
    }
}
