/// Computes a program's mean loss and its exact gradient (reverse mode) over rows, in memory allocated once.
///
/// Rows are taken in blocks of up to 256, which stay in the cache: for each block the steps run forward and then
/// backward, each over the whole block. Memory: one number for each cell that is the same for all rows, a block for each
/// that is not, and as much again for the derivatives. An evaluation allocates nothing and gives the same bits for the
/// same input. Not to be used by two threads at once.
public final class ExpressionEvaluator {
    static let greatestBlock = 256

    public let program: ExpressionProgram
    let block: Int
    /// Cells' values, then their adjoints: both `size` numbers, with one layout.
    let values: UnsafeMutablePointer<Double>
    let adjoints: UnsafeMutablePointer<Double>
    private let size: Int
    /// Steps whose result is the same for all rows, and steps with one result per row, in order.
    private let once: FixedArray<Instruction>
    private let perRow: FixedArray<Instruction>
    private let parameterCells: FixedArray<Place>
    private let columnCells: FixedArray<Place>
    /// The offsets of the blocks with one value per row.
    private let blocks: FixedArray<Int>
    private let lossOffset: Int

    /// One step with its places in memory.
    struct Instruction {
        let operation: Operation
        let output: Int
        let left: Int
        let right: Int
        /// Whether the operands have one value per row. In a step that runs once both count as such.
        let leftVaries: Bool
        let rightVaries: Bool
    }

    /// Where a parameter or a column goes: its number, and the offset of its cell.
    private struct Place {
        let index: Int
        let offset: Int
    }

    /// - Parameter greatestRows: the most rows that an evaluation will be asked for; more work as well, in blocks.
    public init(_ program: ExpressionProgram, greatestRows: Int) {
        self.program = program
        block = max(1, min(Self.greatestBlock, greatestRows))
        var offsets: [Int] = []
        var size = 0
        for varies in program.variesByRow {
            offsets.append(size)
            size += varies ? block : 1
        }
        self.size = size
        values = .allocate(capacity: size)
        values.initialize(repeating: 0, count: size)
        adjoints = .allocate(capacity: size)
        adjoints.initialize(repeating: 0, count: size)
        var once: [Instruction] = []
        var perRow: [Instruction] = []
        var parameters: [Place] = []
        var columns: [Place] = []
        for (index, cell) in program.cells.enumerated() {
            switch cell {
            case .constant(let bits): values[offsets[index]] = Double(bitPattern: bits)
            case .parameter(let number): parameters.append(Place(index: number, offset: offsets[index]))
            case .column(let number): columns.append(Place(index: number, offset: offsets[index]))
            case .step(let operation, let left, let right):
                let varies = program.variesByRow[index]
                let instruction = Instruction(
                    operation: operation, output: offsets[index], left: offsets[left], right: offsets[right],
                    leftVaries: !varies || program.variesByRow[left],
                    rightVaries: !varies || program.variesByRow[right])
                if varies { perRow.append(instruction) } else { once.append(instruction) }
            }
        }
        self.once = FixedArray(once)
        self.perRow = FixedArray(perRow)
        parameterCells = FixedArray(parameters)
        columnCells = FixedArray(columns)
        blocks = FixedArray(program.variesByRow.indices.filter { program.variesByRow[$0] }.map { offsets[$0] })
        lossOffset = offsets[program.loss]
    }

    deinit {
        values.deallocate()
        adjoints.deallocate()
        once.deallocate()
        perRow.deallocate()
        parameterCells.deallocate()
        columnCells.deallocate()
        blocks.deallocate()
    }

    /// The mean loss.
    /// - Parameters:
    ///   - parameters: one number for each learnt name.
    ///   - table: the rows; without columns there is one row with nothing in it.
    public func loss(parameters: UnsafePointer<Double>, table: RowTable) -> Double {
        load(parameters)
        for index in 0..<once.count { forward(once.start[index], 1) }
        guard program.usesRows else { return values[lossOffset] }
        var sum = 0.0
        var first = 0
        while first < table.rows {
            let count = min(block, table.rows - first)
            sum += blockLoss(table, first, count)
            first += count
        }
        return sum / Double(table.rows)
    }

    /// The mean loss and its derivatives.
    /// - Parameter gradient: one number for each learnt name; written.
    public func loss(
        parameters: UnsafePointer<Double>, table: RowTable, gradient: UnsafeMutablePointer<Double>
    ) -> Double {
        load(parameters)
        for index in 0..<once.count { forward(once.start[index], 1) }
        adjoints.update(repeating: 0, count: size)
        var result = 0.0
        if program.usesRows {
            let share = 1 / Double(table.rows)
            var first = 0
            while first < table.rows {
                let count = min(block, table.rows - first)
                result += blockLoss(table, first, count)
                if first > 0 { clearBlocks(count) }
                (adjoints + lossOffset).update(repeating: share, count: count)
                for index in 0..<perRow.count { backward(perRow.start[perRow.count - 1 - index], count) }
                first += count
            }
            result /= Double(table.rows)
        } else {
            result = values[lossOffset]
            adjoints[lossOffset] = 1
        }
        for index in 0..<once.count { backward(once.start[once.count - 1 - index], 1) }
        gradient.update(repeating: 0, count: program.learnt.count)
        for index in 0..<parameterCells.count {
            gradient[parameterCells.start[index].index] = adjoints[parameterCells.start[index].offset]
        }
        return result
    }

    private func clearBlocks(_ count: Int) {
        for index in 0..<blocks.count { (adjoints + blocks.start[index]).update(repeating: 0, count: count) }
    }

    private func load(_ source: UnsafePointer<Double>) {
        for index in 0..<parameterCells.count {
            values[parameterCells.start[index].offset] = source[parameterCells.start[index].index]
        }
    }

    private func blockLoss(_ table: RowTable, _ first: Int, _ count: Int) -> Double {
        for index in 0..<columnCells.count {
            let column = columnCells.start[index]
            (values + column.offset).update(from: table.column(column.index) + first, count: count)
        }
        for index in 0..<perRow.count { forward(perRow.start[index], count) }
        var sum = 0.0
        for row in 0..<count { sum += values[lossOffset + row] }
        return sum
    }
}

/// An array whose elements are read without a detour: in an unoptimised build reading one from an `Array` allocates.
private struct FixedArray<Element: BitwiseCopyable> {
    let start: UnsafeMutablePointer<Element>
    let count: Int

    init(_ elements: [Element]) {
        count = elements.count
        start = .allocate(capacity: max(1, count))
        for (index, element) in elements.enumerated() { (start + index).initialize(to: element) }
    }

    func deallocate() { start.deallocate() }
}

/// Rows of numbers, column after column, in memory that somebody else owns.
public struct RowTable {
    /// Column c begins at `start + c · stride`.
    public let start: UnsafePointer<Double>
    public let stride: Int
    public let rows: Int

    public init(start: UnsafePointer<Double>, stride: Int, rows: Int) {
        self.start = start
        self.stride = stride
        self.rows = rows
    }

    public func column(_ index: Int) -> UnsafePointer<Double> { start + index * stride }
}
