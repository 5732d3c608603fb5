import ArgumentParser
import Reports
import Store
import StudyCore

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tells why a trial ranks where it does: against whom it was tested, and what came out.",
        discussion: """
            A trial is compared with the best one and with its neighbours in the ranking, the best one with those that \
            came near it, and with those that --against names; docs/statistics.md says how.

            Examples:
              hpsearch explain mnist-grid 17
              hpsearch explain mnist-grid 17 --against 3
              hpsearch explain mnist-grid 17 --against 0,3,7-9 --level 0.99
              hpsearch explain mnist-grid 17 --format json | jq '.rivals[0].p_adjusted'
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Argument(help: "The trial's number, from 0.") var trial: Int
    @Option(
        help: ArgumentHelp(
            "Compare it with these trials too: numbers and ranges such as 0,3,7-9; may be repeated.",
            valueName: "trials"),
        transform: TrialList.init(parsing:))
    var against: [TrialList] = []
    @Option(help: "table, markdown, csv or json.") var format: StudyReport.Format = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var levelOption: LevelOption
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let reference = try store.find(name)
            let study = try store.study(named: reference.name)
            guard let explanation = try explanation(of: study, reference, store) else {
                throw StoreError.unknownTrials(study: study.name, numbers: [trial], trialCount: study.trials.count)
            }
            let style = output == nil ? Terminal.style : TextStyle()
            try Terminal.deliver(explanation.text(format, style: style), to: output)
        }
    }
    private func explanation(
        of study: StudyRecord, _ reference: StudyReference, _ store: StudyDatabase
    ) throws -> TrialExplanation? {
        do {
            return try TrialExplanation(
                study, trial: trial, against: TrialList.numbers(against, of: study), level: levelOption.level,
                predictions: StoredPredictions(store: store, study: reference, record: study))
        } catch let refusal as ComparisonRefusal {
            throw CommandFailure(.usage, "hpsearch: \(refusal.sentence(study: study.name))")
        }
    }
}
