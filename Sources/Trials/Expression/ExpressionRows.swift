import Datasets
import Expressions
import Networks
import Randomness
import StudyCore

/// The rows of one run, and the batches drawn from them, in memory allocated once.
final class ExpressionRows {
    /// All rows.
    let all: RowTable
    /// The rows of the last batch drawn; all rows where every step takes them all.
    let batch: RowTable
    private let memory: UnsafeMutablePointer<Double>
    private let batchMemory: UnsafeMutablePointer<Double>
    private let columnCount: Int
    private let seed: UInt64
    private let classes: GaussianClasses?

    /// - Parameter columns: column by column, as in `ExpressionData.names`, all of one length; none for a single row
    ///   with nothing in it.
    init(_ columns: [[Double]], batchSize: BatchSize, classes: GaussianClasses?, seed: UInt64) {
        let rows = columns.first?.count ?? 1
        columnCount = columns.count
        let memory = UnsafeMutablePointer<Double>.allocate(capacity: max(1, columns.count * rows))
        memory.initialize(repeating: 0, count: max(1, columns.count * rows))
        for (index, column) in columns.enumerated() {
            column.withUnsafeBufferPointer { source in
                guard let start = source.baseAddress else { return }
                (memory + index * rows).update(from: start, count: rows)
            }
        }
        self.memory = memory
        all = RowTable(start: memory, stride: rows, rows: rows)
        var batchRows = 0
        if case .rows(let size) = batchSize { batchRows = size }
        batchMemory = .allocate(capacity: max(1, columns.count * batchRows))
        batchMemory.initialize(repeating: 0, count: max(1, columns.count * batchRows))
        batch = batchRows == 0 ? all : RowTable(start: batchMemory, stride: batchRows, rows: batchRows)
        self.seed = seed
        self.classes = classes
    }

    /// What a run's description says, drawn or read.
    /// - Throws: `DatasetError` for a table; `RunFailure` for a batch larger than the data.
    convenience init(
        _ data: ExpressionData, batchSize: BatchSize, seed: UInt64, locations: DataLocations
    ) throws {
        var columns: [[Double]] = []
        var classes: GaussianClasses?
        switch data {
        case .none: break
        case .generated(let rows, let generated):
            for (index, column) in generated.enumerated() {
                var stream = RandomStream(seed: seed, purpose: .generatedData, index: UInt32(index))
                columns.append((0..<rows).map { _ in column.distribution.draw(from: &stream) })
            }
        case .gaussianClasses(let description):
            columns = description.columns(seed: seed)
            classes = description
        case .table(let request, _): columns = try NumberTable(request, from: locations).columns
        }
        let rows = columns.first?.count ?? 1
        if case .rows(let size) = batchSize, size > rows {
            throw RunFailure(
                .data,
                "'batch_size': is larger than the data, which has \(rows) row\(rows == 1 ? "" : "s") (got \(size))")
        }
        self.init(columns, batchSize: batchSize, classes: classes, seed: seed)
    }

    deinit {
        memory.deallocate()
        batchMemory.deallocate()
    }

    /// Draws the batch of an iteration, with replacement; allocates nothing. The same iteration draws the same rows.
    func draw(iteration: Int) {
        var stream = RandomStream(
            seed: seed, purpose: .batchDraw, index: UInt32(truncatingIfNeeded: iteration),
            subindex: UInt32(truncatingIfNeeded: iteration >> 32))
        for place in 0..<batch.rows {
            var row: Int
            if let classes {
                // First the class, by a fair coin, then one of its samples.
                row = stream.integer(below: classes.classes.count) * classes.samples
                row += stream.integer(below: classes.samples)
            } else {
                row = stream.integer(below: all.rows)
            }
            for column in 0..<columnCount {
                batchMemory[column * batch.rows + place] = memory[column * all.rows + row]
            }
        }
        if let classes, classes.dividesByMaximum { divideByMaximum(dimensions: classes.dimensions.count) }
    }

    private func divideByMaximum(dimensions: Int) {
        let count = dimensions * batch.rows
        var largest = batchMemory[0]
        for index in 1..<max(1, count) { largest = max(largest, batchMemory[index]) }
        for index in 0..<count { batchMemory[index] /= largest }
    }
}

extension GaussianClasses {
    /// All samples, class after class: the dimensions and the class's number.
    fileprivate func columns(seed: UInt64) -> [[Double]] {
        var columns = [[Double]](repeating: [], count: dimensions.count + 1)
        for (number, description) in classes.enumerated() {
            var stream = RandomStream(seed: seed, purpose: .generatedData, index: UInt32(number))
            for _ in 0..<samples {
                for dimension in dimensions.indices {
                    let deviate = stream.normal()
                    columns[dimension].append(
                        description.means[dimension] + description.deviations[dimension] * deviate)
                }
                columns[dimensions.count].append(Double(number))
            }
        }
        return columns
    }
}
