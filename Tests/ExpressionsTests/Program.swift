import Expressions

/// A program with its parameters and rows, for tests.
struct Program {
    let program: ExpressionProgram
    var values: [Double]
    /// Column after column.
    let rows: [Double]
    let rowCount: Int

    init(
        _ text: String, _ definitions: KeyValuePairs<String, String> = [:], learnt: KeyValuePairs<String, Double>,
        columns: KeyValuePairs<String, [Double]> = [:], references: [String: Double] = [:]
    ) throws {
        try self.init(
            ProgramSource(
                loss: Expression(parsing: text),
                definitions: definitions.map { ProgramSource.Definition($0.key, try Expression(parsing: $0.value)) },
                learnt: learnt.map(\.key), columns: columns.map(\.key), references: references),
            values: learnt.map(\.value), columns: columns.map(\.value))
    }

    init(_ source: ProgramSource, values: [Double], columns: [[Double]]) throws {
        program = try ExpressionProgram(source)
        self.values = values
        rowCount = columns.first?.count ?? 1
        rows = columns.flatMap { $0 }
    }

    /// The loss and its derivatives.
    func evaluate(_ evaluator: ExpressionEvaluator? = nil) -> (loss: Double, gradient: [Double]) {
        let evaluator = evaluator ?? ExpressionEvaluator(program, greatestRows: rowCount)
        var gradient = [Double](repeating: .nan, count: values.count)
        var loss = Double.nan
        withTable { parameters, table in
            gradient.withUnsafeMutableBufferPointer { gradient in
                guard let start = gradient.baseAddress else { return }
                loss = evaluator.loss(parameters: parameters, table: table, gradient: start)
            }
        }
        return (loss, gradient)
    }

    /// The loss alone.
    func loss() -> Double {
        var loss = Double.nan
        withTable { parameters, table in
            loss = ExpressionEvaluator(program, greatestRows: rowCount).loss(parameters: parameters, table: table)
        }
        return loss
    }

    func withTable(_ body: (UnsafePointer<Double>, RowTable) -> Void) {
        // A row with nothing in it needs an address all the same.
        (values + [0]).withUnsafeBufferPointer { parameters in
            (rows + [0]).withUnsafeBufferPointer { rows in
                guard let parameters = parameters.baseAddress, let start = rows.baseAddress else { return }
                body(parameters, RowTable(start: start, stride: rowCount, rows: rowCount))
            }
        }
    }
}

/// |a − b| relative to the larger of the two, or absolute where both are small.
func difference(_ first: Double, _ second: Double) -> Double {
    first == second ? 0 : abs(first - second) / max(1, max(abs(first), abs(second)))
}
