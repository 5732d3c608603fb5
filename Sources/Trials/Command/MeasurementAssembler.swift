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

    /// The last value of each metric.
    private(set) var metrics: [String: Double] = [:]
    /// The last step of the curve.
    private(set) var lastStep: Step?
    private let objective: String
    /// The objective's step of divergence: the first of those since which it has not been finite.
    private(set) var divergedAt: Step?
    private var open: (step: Step, values: [(name: String, value: Double)], time: Double)?
    /// The names of the first measurement.
    private var expected: Set<String>?
    private var count = 0
    private var lastKept = 0
    private var lastTime: Double

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

    /// Drops the last values and the measurement that is still open: all is said again, from the beginning. What has
    /// been recorded stays, and its steps are not recorded again.
    mutating func forgetValues() {
        metrics = [:]
        divergedAt = nil
        open = nil
    }

    /// Takes what one line says.
    mutating func take(
        _ values: [(name: String, value: Double)], at step: Step?, now: Double, record: (Measurement) -> Void
    ) {
        for (name, value) in values { set(name, value, step) }
        guard let step, !values.isEmpty, step.number >= 0, step.unit == (lastStep ?? step).unit else { return }
        if let open, open.step != step { close(record) }
        guard step.number > lastStep?.number ?? -1 else { return }
        var all = open?.values ?? []
        for value in values {
            if let place = all.firstIndex(where: { $0.name == value.name }) {
                all[place] = value
            } else if all.count < Self.greatestNameCount {
                all.append(value)
            }
        }
        open = (step, all, now)
        if let expected, expected.isSubset(of: all.map(\.name)) { close(record) }
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
        guard metrics[name] != nil || metrics.count < Self.greatestNameCount else { return }
        metrics[name] = value
        guard name == objective else { return }
        if value.isFinite { divergedAt = nil } else if divergedAt == nil { divergedAt = step }
    }
}
