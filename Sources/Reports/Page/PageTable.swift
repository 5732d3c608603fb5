import StudyCore

/// The trials as the page's script shows them: columns of values to sort and select by, with the texts that are shown.
struct PageTable {
    private struct Column {
        let key: String
        let title: String
        let values: [Node]
        /// Nil for what is not shown as text.
        let texts: [String]?
        var isRight = true

        var node: Node {
            [
                "key": .text(key), "title": .text(title), "right": .boolean(isRight), "values": .list(values),
                "texts": texts.map { .list($0.map { .text($0) }) } ?? Node(.null),
            ]
        }
    }

    /// What the script reads.
    let node: Node

    init(_ report: StudyReport, _ source: PictureSource) {
        let trials = report.ranking.trials
        let metric = report.study.objective.metric
        var columns = [
            Column(
                key: "rank", title: "#", values: trials.map { .optional($0.rank) },
                texts: trials.map { $0.rank.map(String.init) ?? "–" }),
            Column(
                key: "number", title: "trial", values: trials.map { .integer($0.trial.number) },
                texts: trials.map { String($0.trial.number) }),
            Column(
                key: "state", title: "state", values: trials.map { .text($0.state.rawValue) },
                texts: trials.map(\.state.rawValue), isRight: false),
        ]
        if trials.contains(where: { $0.trial.runs.count > 1 }) {
            columns.append(
                Column(
                    key: "runs", title: "runs", values: trials.map { .integer($0.completeRuns) },
                    texts: trials.map { "\($0.completeRuns)/\($0.trial.runs.count)" }))
        }
        columns.append(
            Column(
                key: "objective", title: visiblyPrintable(metric), values: trials.map { .optional($0.objective) },
                texts: trials.map { NumberText.metric($0.objective, named: metric) }))
        columns += Self.statistics(trials, report)
        if let heldOut = report.heldOutCompanion { columns.append(Self.metric(heldOut, trials)) }
        columns += source.parameters.map { axis in
            Column(
                key: axis.field, title: visiblyPrintable(axis.name),
                values: trials.map { $0.trial.configuration[axis.name]?.node ?? Node(.null) },
                texts: trials.map { axis.text($0.trial.configuration[axis.name]) },
                isRight: axis.isNumeric)
        }
        columns += report.metricNames.filter { $0 != metric && $0 != report.heldOutCompanion }
            .map { Self.metric($0, trials) }
        let sparklines = source.sparklines
        if !sparklines.isEmpty {
            columns.append(
                Column(
                    key: "curve", title: "curve",
                    values: trials.map { trial in
                        sparklines[trial.trial.number].map { .list($0.map { .real($0) }) } ?? Node(.null)
                    }, texts: nil, isRight: false))
        }
        let order = BestSoFarPicture.order(trials.filter { $0.state.isFinal })
        columns.append(
            Column(key: "order", title: "order", values: trials.map { .optional(order[$0.trial.number]) }, texts: nil))
        node = [
            "columns": .list(columns.map(\.node)), "best": .optional(report.ranking.best?.trial.number),
        ]
    }

    /// The key of a metric's column.
    static func key(ofMetric name: String) -> String { name == "seconds" ? name : "metric.\(name)" }

    private static func metric(_ name: String, _ trials: [RankedTrial]) -> Column {
        Column(
            key: key(ofMetric: name), title: visiblyPrintable(name),
            values: trials.map { .optional($0.metrics[name]) },
            texts: trials.map { NumberText.metric($0.metrics[name], named: name) })
    }

    /// What the table for people says of intervals and ties, sorted by numbers where it is made of some.
    private static func statistics(_ trials: [RankedTrial], _ report: StudyReport) -> [Column] {
        report.statisticsColumns(trials[...]).map { column in
            let values: [Node] =
                switch column.title {
                case "interval": trials.map { .optional($0.statistics?.low) }
                case "deviation": trials.map { .optional($0.statistics?.deviation) }
                default: column.cells.map { .text($0) }
                }
            return Column(
                key: "statistics.\(column.title)", title: column.title, values: values, texts: column.cells,
                isRight: column.isRightAligned)
        }
    }
}
