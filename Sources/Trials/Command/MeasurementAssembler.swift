import StudyCore

/// Makes a curve and the final metrics of what a program reports line by line.
///
/// What is said of one step, in however many lines, is one measurement. It is complete when the next step is spoken of,
/// or, from the second step on, as soon as it holds all that the first step held: by what was said alone, not by when.
/// The metrics at the end are the last values. See `docs/decisions/0022-curves-of-commands.md`.
struct MeasurementAssembler {
    /// So many measurements are all kept; of later ones those a thousandth of their number apart.
    static let denseCount = 1000
    /// More names than these are passed over: a program that makes up new ones with every line must not fill the memory.
    static let greatestNameCount = 10_000
    /// Names of more bytes than these are passed over.
    static let greatestNameLength = 256
    /// All names with their values take at most so many bytes as JSON: a measurement, or a run's result, is one line of
    /// the workers' protocol, which may be twice as long.
    static let greatestTotal = 4 << 20
    /// What a value takes of that, and what stands around it and its name.
    private static let valueLength = 64

    /// The last value of each metric.
    private(set) var metrics: [String: Double] = [:]
    /// The last step of the curve.
    private(set) var lastStep: Step?
    private let objective: String
    /// The objective's step of divergence: the first of those since which it has not been finite.
    private(set) var divergedAt: Step?
    private var open: OpenMeasurement?
    /// Whether metrics have been passed over because their names are too long or too many.
    private(set) var hasPassedOver = false
    private var total = 0
    /// The names of the first measurement.
    private var expected: Set<String>?
    private var count = 0
    private var lastKept = 0
    private var lastTime: Double

    /// What has been said of the step that is spoken of.
    private struct OpenMeasurement {
        let step: Step
        private(set) var values: [(name: String, value: Double)] = []
        var time: Double
        /// The names of the first measurement that have not been said.
        private(set) var missing: Set<String>?
        /// Where each name's value is.
        private var places: [String: Int] = [:]

        init(_ step: Step, expected: Set<String>?, time: Double) {
            self.step = step
            missing = expected
            self.time = time
        }

        mutating func set(_ name: String, _ value: Double) {
            if let place = places[name] {
                values[place].value = value
                return
            }
            places[name] = values.count
            values.append((name, value))
            missing?.remove(name)
        }
    }

    init(objective: String, now: Double) {
        self.objective = objective
        lastTime = now
    }

    /// Takes up measurements that were recorded before an interruption; their steps are not recorded again.
    mutating func restore(_ measurement: Measurement) {
        for (name, value) in measurement.values {
            set(name, value, Step(unit: measurement.unit, number: measurement.step))
        }
        lastStep = Step(unit: measurement.unit, number: measurement.step)
        count += 1
        lastKept = count
        if expected == nil { expected = Set(measurement.values.map(\.name)) }
    }

    /// Drops everything: all is said again, from the beginning.
    mutating func restart() {
        metrics = [:]
        divergedAt = nil
        open = nil
        total = 0
        lastStep = nil
        expected = nil
        count = 0
        lastKept = 0
    }

    /// Takes what one line says.
    /// - Parameter steps: the steps that it belongs to, each in another unit.
    mutating func take(
        _ values: [(name: String, value: Double)], at steps: [Step], now: Double, record: (Measurement) -> Void
    ) {
        let step = step(among: steps)
        for (name, value) in values { set(name, value, step) }
        guard let step, !values.isEmpty, step.number >= 0, step.unit == (open?.step ?? lastStep ?? step).unit else {
            return
        }
        if let open, open.step != step { close(record) }
        guard step.number > lastStep?.number ?? -1 else { return }
        // What is not kept as a metric is not kept in the curve either.
        for (name, value) in values where metrics[name] != nil {
            if open == nil { open = OpenMeasurement(step, expected: expected, time: now) }
            open?.set(name, value)
        }
        open?.time = now
        if open?.missing?.isEmpty == true { close(record) }
    }

    /// The step that counts: that of the unit which the curve has begun with; at its beginning an epoch before an iteration,
    /// and that before a step.
    private func step(among steps: [Step]) -> Step? {
        guard let unit = (open?.step ?? lastStep)?.unit else {
            return Measurement.Unit.allCases.lazy.compactMap { unit in steps.first { $0.unit == unit } }.first
        }
        return steps.first { $0.unit == unit } ?? steps.first
    }

    /// Records what is still open.
    mutating func finish(record: (Measurement) -> Void) { close(record) }

    private mutating func close(_ record: (Measurement) -> Void) {
        guard let closing = open else { return }
        open = nil
        if expected == nil { expected = Set(closing.values.map(\.name)) }
        lastStep = closing.step
        count += 1
        guard count - lastKept >= max(1, count / Self.denseCount) else { return }
        lastKept = count
        record(
            Measurement(
                unit: closing.step.unit, step: closing.step.number, seconds: max(0, closing.time - lastTime),
                values: closing.values))
        lastTime = closing.time
    }

    private mutating func set(_ name: String, _ value: Double, _ step: Step?) {
        if metrics[name] == nil {
            // Of what is too much, the objective is the last to be passed over.
            let isObjective = name == objective
            guard name.utf8.count <= Self.greatestNameLength,
                isObjective || metrics.count < Self.greatestNameCount
            else {
                hasPassedOver = true
                return
            }
            let length = Node.text(name).json.utf8.count + Self.valueLength
            guard isObjective || total + length <= Self.greatestTotal else {
                hasPassedOver = true
                return
            }
            total += length
        }
        metrics[name] = value
        guard name == objective else { return }
        if value.isFinite { divergedAt = nil } else if divergedAt == nil { divergedAt = step }
    }
}
