import Datasets

/// What a table's rows are to be mapped to; one of the two arrays is empty.
struct TableTargets {
    var labels: [Int32] = []
    var numbers: [Float] = []

    /// Calls `body` with the targets in place.
    func withRows<Result>(_ body: (RowTargets) -> Result) -> Result? {
        if labels.isEmpty {
            return numbers.withUnsafeBufferPointer { $0.baseAddress.map { body(.numbers($0)) } }
        }
        return labels.withUnsafeBufferPointer { $0.baseAddress.map { body(.labels($0)) } }
    }
}

/// The targets of a table and their kind. Throws if a label is out of range.
func tableTargets(
    of table: ExampleTable, part: DataPart
) throws(NetworkError) -> (targets: TableTargets, kind: TargetKind) {
    switch table.targets {
    case .classes(let labels, let count):
        for (row, label) in labels.enumerated() where label < 0 || label >= count {
            throw .labelOutOfRange(part: part, row: row, label: Int(label), classes: count)
        }
        return (TableTargets(labels: labels), .classes(count))
    case .numbers(let numbers):
        return (TableTargets(numbers: numbers), .number)
    }
}

/// Throws if a table's examples do not look like the training part's. Returns its targets.
@discardableResult
func requireSameForm(
    _ table: ExampleTable, part: DataPart, shape: [Int], kind expected: TargetKind
) throws(NetworkError) -> TableTargets {
    guard table.shape == shape else { throw .shapesDiffer(part: part, expected: shape, found: table.shape) }
    let (targets, kind) = try tableTargets(of: table, part: part)
    switch (expected, kind) {
    case (.number, .number): break
    case (.number, .classes): throw .targetsAreNotNumbers(part: part)
    case (.classes, .number): throw .targetsAreNotClasses(part: part)
    case (.classes(let expected), .classes(let found)):
        guard found == expected else { throw .classCountsDiffer(part: part, expected: expected, found: found) }
    }
    return targets
}

/// The coefficient of determination, 1 − Σ (y − ŷ)² / Σ (y − ȳ)²; not a number where all y are the same.
func coefficientOfDetermination(squaredErrors: Double, targets: [Float]) -> Double {
    let mean = targets.reduce(0) { $0 + Double($1) } / Double(targets.count)
    let total = targets.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return total > 0 ? 1 - squaredErrors / total : .nan
}
