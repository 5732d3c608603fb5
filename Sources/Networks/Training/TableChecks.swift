import Datasets

/// The labels of a table and its number of classes. Throws if its targets are no classes or a label is out of range.
func classLabels(
    of table: ExampleTable, part: DataPart
) throws(NetworkError) -> (labels: [Int32], count: Int) {
    guard case .classes(let labels, let count) = table.targets else { throw .targetsAreNotClasses(part: part) }
    for (row, label) in labels.enumerated() where label < 0 || label >= count {
        throw .labelOutOfRange(part: part, row: row, label: Int(label), classes: count)
    }
    return (labels, count)
}

/// Throws if a table's examples do not look like the training part's. Returns its labels.
@discardableResult
func requireSameForm(
    _ table: ExampleTable, part: DataPart, shape: [Int], classes: Int
) throws(NetworkError) -> [Int32] {
    guard table.shape == shape else { throw .shapesDiffer(part: part, expected: shape, found: table.shape) }
    let (labels, count) = try classLabels(of: table, part: part)
    guard count == classes else { throw .classCountsDiffer(part: part, expected: classes, found: count) }
    return labels
}
