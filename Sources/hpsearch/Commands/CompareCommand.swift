import ArgumentParser
import Reports
import Store
import StudyCore

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares studies: the trials needed to reach a value, best so far, cost against quality.",
        discussion: """
            The studies must have one objective. Without --reach, the values to be reached are the best of each study. \
            CSV has the best so far after each number of trials.

            Examples:
              hpsearch compare mnist-grid mnist-random
              hpsearch compare mnist-grid mnist-random --reach 0.98 --reach 0.985
              hpsearch compare mnist-grid mnist-random --format csv --output curves.csv
            """)

    @Argument(help: "The studies, at least two.", completion: .studies) var names: [String]
    @Option(help: "A value to be reached; may be given several times.") var reach: [Double] = []
    @Option(help: "table, markdown, csv or json.") var format: StudyReport.Format = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var levelOption: LevelOption
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        guard names.count > 1 else { throw ValidationError("compare takes the names of at least two studies.") }
        if let twice = names.first(where: { name in names.count { $0 == name } > 1 }) {
            throw ValidationError("'\(twice)' is named twice; compare takes different studies.")
        }
        if let value = reach.first(where: { !$0.isFinite }) {
            throw ValidationError("--reach takes a number (got \(value)).")
        }
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let studies = try names.map { name in
                let reference = try store.find(name)
                let study = try store.study(named: reference.name)
                // A text that is not valid for this version any more has results all the same.
                let method = (try? StudyLoading.read(study))?.search.method
                return try ComparedStudy(
                    study, method: method, level: levelOption.level,
                    predictions: StoredPredictions(store: store, study: reference, record: study))
            }
            let report: StudyComparisonReport
            do {
                report = try StudyComparisonReport(studies, reach: reach)
            } catch let refusal as StudyComparisonReport.Refusal {
                throw CommandFailure(.usage, "hpsearch: \(refusal.sentence)")
            }
            let style = output == nil ? Terminal.style : TextStyle()
            try Terminal.deliver(report.text(format, style: style), to: output)
        }
    }
}

extension StudyComparisonReport.Refusal {
    fileprivate var sentence: String {
        switch self {
        case .differentObjectives(let first, let one, let second, let other):
            "'\(first)' is to \(one.goal.rawValue) \(one.metric), '\(second)' to \(other.goal.rawValue) \(other.metric); "
                + "only studies of one objective can be compared"
        }
    }
}
