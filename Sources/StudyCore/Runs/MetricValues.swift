/// The values of a run's metrics, by name. Runs of one study mostly report the same names, which they share: a large study
/// has very many runs.
public struct MetricValues: Hashable, Sendable {
    /// Each once, in any order.
    public let keys: [String]
    /// As many.
    public let values: [Double]

    /// - Parameters:
    ///   - keys: each once.
    ///   - values: as many.
    public init(keys: [String], values: [Double]) {
        precondition(keys.count == values.count)
        self.keys = keys
        self.values = values
    }

    public init(_ values: [String: Double]) {
        let sorted = values.sorted { $0.key < $1.key }
        self.init(keys: sorted.map(\.key), values: sorted.map(\.value))
    }

    public var dictionary: [String: Double] { Dictionary(uniqueKeysWithValues: zip(keys, values)) }

    /// Nil where the metric is not among them.
    public subscript(name: String) -> Double? {
        for place in keys.indices where keys[place] == name { return values[place] }
        return nil
    }

    public func filter(_ isKept: ((key: String, value: Double)) -> Bool) -> MetricValues {
        let kept = zip(keys, values).filter { isKept((key: $0, value: $1)) }
        return MetricValues(keys: kept.map(\.0), values: kept.map(\.1))
    }

    public static func == (left: MetricValues, right: MetricValues) -> Bool {
        if left.keys == right.keys { return left.values == right.values }
        return left.keys.count == right.keys.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(Set(keys)) }
}

extension MetricValues: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral elements: (String, Double)...) {
        self.init(Dictionary(uniqueKeysWithValues: elements))
    }
}

extension MetricValues: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { keys.count }
    public subscript(index: Int) -> (key: String, value: Double) { (key: keys[index], value: values[index]) }
}
