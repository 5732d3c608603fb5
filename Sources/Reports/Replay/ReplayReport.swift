import StudyCore

/// What came of carrying a trial out again.
public struct ReplayReport: Sendable {
    /// Something that the results depend on and that is not what it was.
    public struct Circumstance: Hashable, Sendable {
        public let name: String
        /// One for each different one under which the study ran; none where none was recorded.
        public let recorded: [String]
        /// Nil where it is not known.
        public let now: String?

        public init(name: String, recorded: [String], now: String?) {
            self.name = name
            self.recorded = recorded
            self.now = now
        }
    }

    public let study: String
    public let trial: Int
    /// In the order of the repeats.
    public let runs: [RunComparison]
    /// Those alone that differ.
    public let circumstances: [Circumstance]

    public init(study: String, trial: Int, runs: [RunComparison], circumstances: [Circumstance]) {
        self.study = study
        self.trial = trial
        self.runs = runs
        self.circumstances = circumstances
    }

    public var isSame: Bool { runs.allSatisfy(\.isSame) }

    /// For a terminal; ends with a line break.
    public func text(style: TextStyle = TextStyle()) -> String {
        let verdict = isSame ? style.paint("the same, bit for bit", .green) : style.paint("not the same", .red)
        var lines = [style.paint("Trial \(trial) of \(TerminalText.safe(study))", .bold) + ": \(verdict)"]
        for run in runs {
            lines.append("  repeat \(run.key.repeat): \(run.sentence)")
            lines += run.differences.map { "    \($0.sentence)" }
        }
        if !circumstances.isEmpty {
            lines += [style.paint("Not as it was when the study ran", .bold)]
            lines += TextPairs.lines(
                circumstances.map { (TerminalText.safe($0.name), TerminalText.safe($0.sentence)) })
        } else if !isSame {
            lines.append(
                "All that was recorded of the circumstances (versions, the processor's kernels, data) is as it was.")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// As JSON; see `docs/report-format.md`.
    public func json() -> Node {
        [
            "format": .integer(reportFormat),
            "study": .text(study),
            "trial": .integer(trial),
            "same": .boolean(isSame),
            "runs": .list(runs.map(\.node)),
            "circumstances": .list(
                circumstances.map {
                    [
                        "name": .text($0.name), "recorded": .list($0.recorded.map { .text($0) }),
                        "now": .text($0.now),
                    ]
                }),
        ]
    }
}

extension ReplayReport.Circumstance {
    /// `was SkylakeX or Haswell, is Sandybridge`
    var sentence: String {
        "was \(recorded.isEmpty ? "not recorded" : recorded.joined(separator: " or ")), is \(now ?? "not known")"
    }
}

extension RunComparison {
    /// `the same: 12 epochs with 48 values, 9 metrics, 700 predictions`
    var sentence: String {
        guard !isSame else {
            return "the same: \(NumberText.count(steps, "step")) with \(NumberText.count(values.compared, "value")), "
                + "\(NumberText.count(metrics.compared, "metric")), "
                + NumberText.count(predictions.compared, "prediction")
        }
        return
            "differs in \(values.different) of \(NumberText.count(values.compared, "value")), \(metrics.different) of "
            + "\(NumberText.count(metrics.compared, "metric")), \(predictions.different) of "
            + NumberText.count(predictions.compared, "prediction")
    }

    fileprivate var node: Node {
        [
            "repeat": .integer(key.repeat),
            "seed": .seed(seed),
            "same": .boolean(isSame),
            "values": values.node,
            "metrics": metrics.node,
            "predictions": predictions.node,
            "differences": .list(differences.map(\.node)),
        ]
    }
}

extension RunComparison.Tally {
    fileprivate var node: Node { ["compared": .integer(compared), "different": .integer(different)] }
}

extension RunComparison.Difference {
    /// All digits of numbers, so that a difference in the last one shows.
    var sentence: String {
        switch self {
        case .state(let was, let now): "state: was \(was.rawValue), is \(now.rawValue)"
        case .curve(let unit, let step, let name, let was, let now):
            "first at \(unit.rawValue) \(step): \(TerminalText.safe(name)) \(Self.change(was, now))"
        case .step(let unit, let step, true): "\(unit.rawValue) \(step) was recorded and does not come"
        case .step(let unit, let step, false): "\(unit.rawValue) \(step) comes and was not recorded"
        case .metric(let name, let was, let now): "\(TerminalText.safe(name)) \(Self.change(was, now))"
        case .predictions(let split, nil): "\(split.rawValue) predictions: another number of examples"
        case .predictions(let split, .some(let example)):
            "\(split.rawValue) predictions: first at example \(example) (from 0)"
        }
    }

    private static func change(_ was: Double?, _ now: Double?) -> String {
        "was \(was.map { "\($0)" } ?? "not there"), is \(now.map { "\($0)" } ?? "not there")"
    }

    fileprivate var node: Node {
        switch self {
        case .state(let was, let now):
            ["what": "state", "recorded": .text(was.rawValue), "replayed": .text(now.rawValue)]
        case .curve(let unit, let step, let name, let was, let now):
            [
                "what": "curve", "unit": .text(unit.rawValue), "step": .integer(step), "name": .text(name),
                "recorded": .optional(was), "replayed": .optional(now),
            ]
        case .step(let unit, let step, let wasRecorded):
            [
                "what": "step", "unit": .text(unit.rawValue), "step": .integer(step),
                "recorded": .boolean(wasRecorded), "replayed": .boolean(!wasRecorded),
            ]
        case .metric(let name, let was, let now):
            ["what": "metric", "name": .text(name), "recorded": .optional(was), "replayed": .optional(now)]
        case .predictions(let split, let example):
            ["what": "predictions", "split": .text(split.rawValue), "example": .optional(example)]
        }
    }
}
