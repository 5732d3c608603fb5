import StudyCore

/// A study's runs for other programs, one by one: JSON lines or CSV.
///
/// Call `line` for each run, ordered by trial and repeat; nothing is kept between calls. Lines end with a line break.
public struct RunExport: Sendable {
    public enum Format: String, CaseIterable, Sendable {
        /// One JSON object a line.
        case json
        /// Without curves.
        case csv
    }

    public let format: Format
    private let study: String
    private let parameters: [String]
    private let metrics: [String]
    private let titles: [String]
    private let hasCurves: Bool

    private static let fixedBefore = ["study", "trial", "repeat", "seed", "state"]
    private static let fixedAfter = ["attempts", "host", "worker", "started", "finished"]

    /// - Parameters:
    ///   - parameters: the columns of a CSV for the parameters, for example `SearchSpace.names`; JSON needs none.
    ///   - metrics: the names of the metrics that a CSV has columns for, in any order; JSON needs none.
    ///   - hasCurves: whether JSON tells the runs' curves.
    public init(
        _ format: Format, study: String, parameters: [String] = [], metrics: some Sequence<String> = [],
        hasCurves: Bool = true
    ) {
        self.hasCurves = hasCurves
        self.format = format
        self.study = study
        self.parameters = parameters
        self.metrics = MetricOrder.sorted(Set(metrics))
        let named = CSVText.titles(
            Self.fixedBefore + Self.fixedAfter, parameters: parameters, metrics: self.metrics)
        titles = Self.fixedBefore + named.parameters + named.metrics + Self.fixedAfter
    }

    /// An export of a study that is in memory as a whole; the columns are those that its trials need.
    public init(_ format: Format, of study: StudyRecord) {
        let metrics = study.trials.flatMap(\.runs).reduce(into: Set<String>()) { $0.formUnion($1.metrics.keys) }
        self.init(
            format, study: study.name, parameters: StudyReport.parameterNames(of: study), metrics: metrics)
    }

    /// What comes before the first line: a CSV's titles.
    public var header: String { format == .csv ? CSVText.line(titles) : "" }

    /// One run.
    public func line(_ run: RunRecord, configuration: Configuration) -> String {
        switch format {
        case .json: json(run, configuration: configuration).json + "\n"
        case .csv: csv(run, configuration: configuration)
        }
    }

    /// All of a study's runs, header included.
    public static func text(_ format: Format, of study: StudyRecord) -> String {
        let export = RunExport(format, of: study)
        return study.trials.reduce(into: export.header) { text, trial in
            for run in trial.runs { text += export.line(run, configuration: trial.configuration) }
        }
    }

    private func json(_ run: RunRecord, configuration: Configuration) -> Node {
        let before: [(String, Node)] = [
            ("study", .text(study)), ("trial", .integer(run.key.trial)), ("repeat", .integer(run.key.repeat)),
            ("seed", .seed(run.seed)), ("parameters", configuration.node), ("state", .text(run.state.rawValue)),
            ("attempts", .integer(run.attempts)), ("metrics", .metrics(run.metrics)),
        ]
        let after: [(String, Node)] = [
            ("host", .text(run.host)), ("worker", .text(run.worker)), ("started", .time(run.started)),
            ("finished", .time(run.finished)),
        ]
        return .map(before + (hasCurves ? [("curve", .curve(run.curve))] : []) + after)
    }

    private func csv(_ run: RunRecord, configuration: Configuration) -> String {
        var fields = [
            study, String(run.key.trial), String(run.key.repeat), String(run.seed), run.state.rawValue,
        ]
        fields += parameters.map { CSVText.scalar(configuration[$0]) }
        fields += metrics.map { CSVText.number(run.metrics[$0]) }
        fields += [String(run.attempts), run.host ?? "", run.worker ?? ""]
        fields += [run.started, run.finished].map { $0.map(Timestamp.precise) ?? "" }
        return CSVText.line(fields)
    }
}

extension Node {
    /// A curve: an object for each step, with the step under its unit's name, its seconds, and what was measured.
    static func curve(_ curve: [Measurement]) -> Node {
        .list(
            curve.map { measurement in
                var entries: [(String, Node)] = [
                    (measurement.unit.rawValue, .integer(measurement.step)), ("seconds", .number(measurement.seconds)),
                ]
                let taken = Set(entries.map(\.0))
                entries += measurement.values.filter { !taken.contains($0.name) }.map { ($0.name, .number($0.value)) }
                return .map(entries)
            })
    }
}
