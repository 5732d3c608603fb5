/// One dimension of a search, as importance is computed of it: finitely many levels, in an order or without one.
public struct ImportanceFactor: Sendable {
    /// The level of each trial, in 0..<levelCount.
    public let levels: [Int]
    public let levelCount: Int
    /// Whether the levels stand in ascending order, as numbers do; else they are names.
    public let isOrdered: Bool

    public init(levels: [Int], levelCount: Int, isOrdered: Bool) {
        self.levels = levels
        self.levelCount = levelCount
        self.isOrdered = isOrdered
    }

    /// A factor of numbers: equal ones share a level, and the levels ascend.
    public init(numbers: [Double]) {
        let ascending = Set(numbers).sorted()
        let places = Dictionary(uniqueKeysWithValues: ascending.enumerated().map { ($0.element, $0.offset) })
        self.init(levels: numbers.map { places[$0] ?? 0 }, levelCount: ascending.count, isOrdered: true)
    }

    /// How often each level occurs, as a share of all.
    var weights: [Double] {
        var counts = [Double](repeating: 0, count: levelCount)
        for level in levels { counts[level] += 1 }
        return counts.map { $0 / Double(max(1, levels.count)) }
    }
}
