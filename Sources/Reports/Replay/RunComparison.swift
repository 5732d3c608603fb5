import StudyCore

/// What one run has found out.
public struct RunFindings: Sendable {
    public let state: RunState
    /// By metric name.
    public let metrics: [String: Double]
    public let curve: [Measurement]
    public let predictions: [Prediction]

    public init(state: RunState, metrics: [String: Double], curve: [Measurement], predictions: [Prediction]) {
        self.state = state
        self.metrics = metrics
        self.curve = curve
        self.predictions = predictions
    }
}

/// A run as it was recorded against the same run carried out again, bit for bit. Seconds are left out.
public struct RunComparison: Sendable {
    /// Something that is not the same; nil where one side has no value.
    public enum Difference: Hashable, Sendable {
        case state(was: RunState, now: RunState)
        case curve(Measurement.Unit, step: Int, name: String, was: Double?, now: Double?)
        /// A step that only one side has.
        case step(Measurement.Unit, Int, wasRecorded: Bool)
        case metric(name: String, was: Double?, now: Double?)
        /// - Parameter example: the first one, from 0; nil where the numbers of examples differ.
        case predictions(Prediction.Split, example: Int?)
    }

    /// How many things were compared, and how many of them are not the same.
    public struct Tally: Hashable, Sendable {
        public var compared = 0
        public var different = 0
    }

    public let key: RunKey
    public let seed: UInt64
    public let steps: Int
    /// The values of the curve.
    public let values: Tally
    public let metrics: Tally
    /// Examples, right or wrong.
    public let predictions: Tally
    /// The first one along the curve, then the state, then every metric, then the first one of each split.
    public let differences: [Difference]

    public var isSame: Bool { differences.isEmpty }

    public init(_ key: RunKey, seed: UInt64, recorded: RunFindings, replayed: RunFindings) {
        self.key = key
        self.seed = seed
        steps = recorded.curve.count
        var (values, metrics, predictions) = (Tally(), Tally(), Tally())
        var differences = Self.first(recorded.curve, replayed.curve, &values).map { [$0] } ?? []
        if recorded.state != replayed.state {
            differences.append(.state(was: recorded.state, now: replayed.state))
        }
        differences += Self.metrics(recorded.metrics, replayed.metrics, &metrics)
        differences += Self.predictions(recorded.predictions, replayed.predictions, &predictions)
        self.values = values
        self.metrics = metrics
        self.predictions = predictions
        self.differences = differences
    }

    private static func first(_ recorded: [Measurement], _ replayed: [Measurement], _ tally: inout Tally)
        -> Difference?
    {
        var first: Difference?
        for (was, now) in zip(recorded, replayed) {
            guard was.unit == now.unit, was.step == now.step else {
                tally.different += 1
                return first ?? .step(was.unit, was.step, wasRecorded: true)
            }
            let new = Dictionary(now.values.map { ($0.name, $0.value) }) { first, _ in first }
            for (name, value) in was.values {
                tally.compared += 1
                if let found = new[name], isSame(value, found) { continue }
                tally.different += 1
                first = first ?? .curve(was.unit, step: was.step, name: name, was: value, now: new[name])
            }
        }
        let shared = min(recorded.count, replayed.count)
        for was in recorded.dropFirst(shared) {
            tally.compared += was.values.count
            tally.different += was.values.count
            first = first ?? .step(was.unit, was.step, wasRecorded: true)
        }
        if let extra = replayed.dropFirst(shared).first {
            first = first ?? .step(extra.unit, extra.step, wasRecorded: false)
        }
        return first
    }

    /// What was not recorded is not compared: a later version may measure more.
    private static func metrics(
        _ recorded: [String: Double], _ replayed: [String: Double], _ tally: inout Tally
    ) -> [Difference] {
        MetricOrder.sorted(recorded.keys).compactMap { name in
            guard name != "seconds" else { return nil }
            tally.compared += 1
            let (was, now) = (recorded[name], replayed[name])
            // The database keeps no minus zero among the metrics.
            if let was, let now, isSame(was, now) || (was == 0 && now == 0) { return nil }
            tally.different += 1
            return .metric(name: name, was: was, now: now)
        }
    }

    private static func predictions(
        _ recorded: [Prediction], _ replayed: [Prediction], _ tally: inout Tally
    ) -> [Difference] {
        recorded.compactMap { was in
            tally.compared += was.count
            guard let now = replayed.first(where: { $0.split == was.split }), now.count == was.count else {
                tally.different += was.count
                return .predictions(was.split, example: nil)
            }
            let changed = zip(was.bits, now.bits).map { $0 ^ $1 }
            tally.different += changed.reduce(0) { $0 + $1.nonzeroBitCount }
            return changed.firstIndex { $0 != 0 }.map {
                .predictions(was.split, example: $0 * 8 + changed[$0].trailingZeroBitCount)
            }
        }
    }

    /// Bit for bit, but for the bits of what is not a number.
    private static func isSame(_ left: Double, _ right: Double) -> Bool {
        left.bitPattern == right.bitPattern || (left.isNaN && right.isNaN)
    }
}
