import ArgumentParser
import Reports
import Store
import StudyCore

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compares studies: the trials needed to reach a value, best so far, cost against quality.",
        discussion: """
            The studies must have one objective. They are of one database, or each of its own: then --db is given once for \
            each, in the studies' order, and two may have the same name. Without --reach, the values to be reached are the best of each study. \
            CSV has the best so far after each number of trials.

            Examples:
              hpsearch compare mnist-grid mnist-random
              hpsearch compare mnist-grid mnist-random --reach 0.98 --reach 0.985
              hpsearch compare mnist-grid mnist-random --format csv --output curves.csv
              hpsearch compare mnist-grid mnist-grid --db before.sqlite --db after.sqlite
            """)

    @Argument(help: "The studies, at least two.", completion: .studies) var names: [String]
    @Option(help: "A value to be reached; may be given several times.") var reach: [Double] = []
    @Option(help: "table, markdown, csv or json.") var format: StudyReport.Format = .table
    @Option(name: .shortAndLong, help: "Write to this file.", completion: .file()) var output: String?
    @OptionGroup var levelOption: LevelOption
    @Option(
        name: .customLong("db"),
        help: ArgumentHelp(
            "The database of all studies, or one for each. (default: \(DatabaseOption.defaultPath))", valueName: "db"),
        completion: .file(extensions: ["sqlite"]))
    var databases: [String] = []

    func validate() throws {
        guard names.count > 1 else { throw ValidationError("compare takes the names of at least two studies.") }
        guard databases.count <= 1 || databases.count == names.count else {
            throw ValidationError(
                "--db is given once, or once for each of the \(names.count) studies (got \(databases.count)).")
        }
        let places = zip(names, paths).map { "\($0) in \($1)" }
        if let twice = places.indices.first(where: { place in places.count { $0 == places[place] } > 1 }) {
            throw ValidationError("'\(names[twice])' is named twice; compare takes different studies.")
        }
        if let value = reach.first(where: { !$0.isFinite }) {
            throw ValidationError("--reach takes a number (got \(value)).")
        }
    }

    /// The database of each study.
    private var paths: [String] {
        databases.count > 1
            ? databases : Array(repeating: databases.first ?? DatabaseOption.defaultPath, count: names.count)
    }

    private func find(_ name: String, in store: StudyDatabase, at path: String) throws -> StudyReference {
        do {
            return try store.find(name)
        } catch {
            guard databases.count > 1, case StoreError.unknownStudy = error else { throw error }
            throw CommandFailure(.usage, "hpsearch: in '\(path)' \(error.sentence)")
        }
    }

    func run() throws {
        try CommandFailure.catching {
            var stores: [String: StudyDatabase] = [:]
            let studies = try zip(names, paths).map { name, path in
                let store = try stores[path] ?? StudyDatabase.open(path: path, mode: .readOnly)
                stores[path] = store
                let reference = try find(name, in: store, at: path)
                let study = try store.study(named: reference.name)
                // A text that is not valid for this version any more has results all the same.
                let method = (try? StudyLoading.read(study))?.search.method
                let isAmbiguous = names.count { $0 == name } > 1
                return try ComparedStudy(
                    study, name: isAmbiguous ? "\(path): \(name)" : name, method: method, level: levelOption.level,
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
