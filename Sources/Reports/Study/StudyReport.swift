import StudyCore

/// A study's report: its trials in the order of their ranks, and what must be known to read them rightly.
public struct StudyReport: Sendable {
    /// The texts that a report comes as.
    public enum Format: String, CaseIterable, Sendable {
        /// For a person at a terminal.
        case table
        case markdown
        case csv
        case json
    }

    public let study: StudyRecord
    let outline: StudyOutline
    public let ranking: Ranking
    /// Nil where none were computed.
    public let statistics: StudyStatistics?
    /// Of which trials held-out figures are shown.
    let heldOutColumns: HeldOutColumns
    /// What the commands that the report names need beside the study's name, with a leading space: ` --db x.sqlite`.
    let options: String
    /// The course of trials, by their numbers, for a column of small curves on a terminal.
    let sparklines: [Int: [Double]]
    /// Which columns tables and CSV show; all where nil.
    let columnChoice: ColumnChoice?

    /// - Parameters:
    ///   - study: with all its trials, or as `statistics` knows them: pictures need all.
    ///   - statistics: what is said of the study's results; nothing where nil.
    ///   - heldOut: of which trials held-out figures are shown.
    ///   - options: what the commands that the report names need beside the study's name, with a leading space.
    ///   - sparklines: the course of trials, by their numbers; see `PictureSource.sparklines`.
    ///   - chosen: the numbers of the trials to be shown, of which records must be at hand; all where nil. Their ranks, and
    ///     what is said of the study, stay those of all.
    ///   - columns: which columns tables and CSV show; all where nil.
    public init(
        _ study: StudyRecord, statistics: StudyStatistics? = nil, heldOut: HeldOutColumns = .all, options: String = "",
        sparklines: [Int: [Double]] = [:], chosen: Set<Int>? = nil, columns: ColumnChoice? = nil
    ) {
        columnChoice = columns
        self.study = study
        self.statistics = statistics
        self.options = options
        self.sparklines = sparklines
        heldOutColumns = heldOut
        outline = statistics?.outline ?? StudyOutline(study)
        let ranking = statistics?.ranking ?? Ranking(study)
        metricNames = outline.metricNames(showing: heldOut, best: ranking.best)
        self.ranking = ranking.showing(heldOut).choosing(chosen)
    }

    /// The whole report as text that ends with a line break.
    /// - Parameters:
    ///   - top: how many trials to show; all where nil.
    ///   - layout: of Markdown.
    public func text(
        _ format: Format, top: Int? = nil, style: TextStyle = TextStyle(), layout: MarkdownLayout = MarkdownLayout()
    ) -> String {
        switch format {
        case .table: table(top: top, style: style)
        case .markdown: markdown(top: top, layout: layout)
        case .csv: csv(top: top)
        case .json: json(top: top).prettyJSON + "\n"
        }
    }

    func shown(_ top: Int?) -> ArraySlice<RankedTrial> { ranking.trials.prefix(max(0, top ?? .max)) }

    /// The parameters' names, in the order in which the trials first have them.
    var parameterNames: [String] { outline.parameterNames }

    /// The names of the metrics that any trial has, in their fixed order.
    let metricNames: [String]

    /// The parameters' names, each before those that follow it in the trials that have both.
    public static func parameterNames(of study: StudyRecord) -> [String] {
        var parameters = ParameterSums()
        for place in study.trials.indices { parameters.add(study.trials[place].configuration, isRanked: false) }
        return parameters.names
    }
}
