extension ExampleTable {
    /// The rows sorted by class, in the order of the table within each; empty for numeric targets.
    public func rowsByClass() -> [Int32] {
        guard case .classes(let labels, _) = targets else { return [] }
        var next = 0
        var starts = classCounts().map { count in
            defer { next += count }
            return next
        }
        var rows = [Int32](repeating: 0, count: labels.count)
        for (row, label) in labels.enumerated() {
            rows[starts[Int(label)]] = Int32(row)
            starts[Int(label)] += 1
        }
        return rows
    }

    /// How many examples each class has; empty for numeric targets.
    public func classCounts() -> [Int] {
        guard case .classes(let labels, let count) = targets else { return [] }
        var counts = [Int](repeating: 0, count: count)
        for label in labels { counts[Int(label)] += 1 }
        return counts
    }
}
