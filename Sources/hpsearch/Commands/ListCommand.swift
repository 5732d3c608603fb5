import ArgumentParser
import Reports
import Store
import StudyCore

/// Table or JSON, for the commands that print either.
enum TableFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the studies of a database, their states and progress.",
        discussion: """
            Examples:
              hpsearch list
              hpsearch list --db results/studies.sqlite --format json
            """)

    @Option(help: "table or json.") var format: TableFormat = .table
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let summaries = try store.list()
            var best: [String: Double] = [:]
            for summary in summaries {
                guard let study = try store.findIfPresent(summary.name) else { continue }
                let outcomes = try store.outcomes(of: study, metric: summary.objective.metric)
                best[summary.name] = Self.best(of: outcomes, objective: summary.objective)
            }
            let studies = StudyListReport(summaries, best: best)
            try Terminal.write(format == .json ? studies.json().prettyJSON : studies.text(style: Terminal.style))
        }
    }

    /// The best objective among the trials all of whose runs are complete: the mean over the runs. A mean that is not a number
    /// is no better than any other, and is best of nothing.
    static func best(of outcomes: [RunOutcome], objective: Objective) -> Double? {
        let means = Dictionary(grouping: outcomes, by: \.key.trial).values.compactMap { runs -> Double? in
            let values = runs.filter { $0.state == .complete }.compactMap(\.value)
            guard values.count == runs.count else { return nil }
            let mean = values.reduce(0, +) / Double(values.count)
            return mean.isNaN ? nil : mean
        }
        return means.reduce(nil) { best, value in
            guard let best else { return value }
            return objective.prefers(value, to: best) ? value : best
        }
    }
}
