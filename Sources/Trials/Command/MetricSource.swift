import StudyCore

/// How a program's metrics are read.
enum MetricSource {
    /// Each line of standard output that is a JSON object and holds numbers.
    case jsonLines
    /// Texts that are looked for in each line of standard output and standard error.
    case patterns([MetricPattern])
    /// The last line of standard output that holds anything is one number, the objective.
    case lastLine
    /// A file, relative to the run's directory.
    case file(path: String, MetricFileFormat)
    /// How long the run takes, and nothing else.
    case none

    private enum Word: String, CaseIterable {
        case jsonLines = "json_lines"
        case lastLine = "last_line"
        case none
    }

    /// Reads `metrics` or `metrics_file`.
    init?(_ map: MapReader) {
        let diagnostics = map.diagnostics
        let metrics = map.take("metrics")
        let file = map.take("metrics_file")
        if let metrics, file != nil {
            diagnostics.report(
                "takes 'metrics' or 'metrics_file', not both", subject: "command", at: metrics.position,
                suggestion: "keep one")
            return nil
        }
        if let file {
            self.init(file: file, diagnostics)
        } else if let metrics {
            self.init(metrics: metrics, diagnostics)
        } else {
            diagnostics.report(
                "'command' must say how metrics are read", at: map.node.position,
                suggestion: "add metrics: json_lines, metrics: {name: 'pattern with (?<value>…)'}, "
                    + "metrics: last_line, or metrics_file: metrics.csv")
            return nil
        }
    }

    private init?(file node: Node, _ diagnostics: Diagnostics) {
        guard let path = node.text(named: "metrics_file", diagnostics: diagnostics) else { return nil }
        guard let format = MetricFileFormat(path: path), !path.utf8.contains(0) else {
            diagnostics.report(
                "must end in .json, .jsonl or .csv (got \(node.described))", subject: "metrics_file",
                at: node.position)
            return nil
        }
        self = .file(path: path, format)
    }

    private init?(metrics node: Node, _ diagnostics: Diagnostics) {
        if let entries = node.mapValue {
            if entries.isEmpty {
                diagnostics.report("names no metric", subject: "metrics", at: node.position)
                return nil
            }
            let patterns = entries.compactMap { MetricPattern($0, diagnostics: diagnostics) }
            guard patterns.count == entries.count else { return nil }
            self = .patterns(patterns)
            return
        }
        switch Word(rawValue: node.textValue ?? "") {
        case .jsonLines: self = .jsonLines
        case .lastLine: self = .lastLine
        case .some(.none): self = .none
        case nil:
            diagnostics.report(
                "must be json_lines, last_line, none, or a map of names to patterns (got \(node.described))",
                subject: "metrics", at: node.position,
                suggestion: nearestName(to: node.textValue ?? "", among: Word.allCases.map(\.rawValue))
                    .map { "did you mean '\($0)'?" })
            return nil
        }
    }

    /// The metrics that a run may report; nil where any name may come.
    var names: [String]? {
        switch self {
        case .jsonLines, .lastLine, .file: nil
        case .patterns(let patterns): patterns.filter { $0.stepUnit == nil }.map(\.name) + ["seconds"]
        case .none: ["seconds"]
        }
    }

    /// For `plan`.
    var summary: String {
        switch self {
        case .jsonLines: "JSON lines on standard output"
        case .patterns(let patterns): patterns.map(\.name).joined(separator: ", ") + ", by patterns"
        case .lastLine: "the last line of standard output"
        case .file(let path, _): "the file \(path)"
        case .none: "seconds alone"
        }
    }
}

/// How a file of metrics is written.
enum MetricFileFormat {
    /// One object, a list of objects, or an object a line; read at the end.
    case json
    /// An object a line; read as it grows.
    case jsonLines
    /// A line of names and lines of values; read as it grows.
    case csv

    /// By the name's ending.
    init?(path: String) {
        switch path.split(separator: ".").last?.lowercased() {
        case "json": self = .json
        case "jsonl", "ndjson": self = .jsonLines
        case "csv": self = .csv
        default: return nil
        }
    }
}
