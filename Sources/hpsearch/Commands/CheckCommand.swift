import ArgumentParser
import Reports
import Store
import StudyCore

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Looks through a database for damage, and saves what is whole of a damaged one.",
        discussion: """
            Reads every page, every reference and everything recorded of every study, and tells what does not fit together, \
            one line each. Changes nothing; studies may run meanwhile.

            --salvage copies what is whole into a new database, also where SQLite can no longer open the old one. Runs whose \
            results are not certain to be all there wait to be run again, by 'hpsearch resume'.

            Exit codes: 0 whole (with --salvage: nothing is lost), 1 not whole (something is lost), 4 cannot be read at all.

            Examples:
              hpsearch check
              hpsearch check --db /backup/studies.sqlite --format json
              hpsearch check --salvage results/salvaged.sqlite
            """)

    @Option(
        help: ArgumentHelp("Copy what is whole into this file, which must not exist.", valueName: "file"),
        completion: .file(extensions: ["sqlite"]))
    var salvage: String?
    @Option(help: "table or json.") var format: TableFormat = .table
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            if let salvage { try self.salvage(to: salvage) } else { try check() }
        }
    }

    private func check() throws {
        let check = try StudyDatabase.check(path: database.path)
        try Terminal.write(
            format == .json ? DatabaseCheckReport.json(check).prettyJSON : DatabaseCheckReport.text(check))
        guard !check.isWhole else { return }
        throw CommandFailure(
            .failed,
            "hpsearch: '\(check.path)' is not whole; save what is whole with: hpsearch check\(database.argument) --salvage "
                + "NEW-FILE")
    }

    private func salvage(to output: String) throws {
        let result = try StudyDatabase.salvage(path: database.path, to: output, declared: Self.declared)
        try Terminal.write(
            format == .json ? DatabaseCheckReport.json(result).prettyJSON : DatabaseCheckReport.text(result))
        let place = ShellText.quoted(output)
        guard !result.isWhole else { return }
        throw CommandFailure(
            .failed,
            "hpsearch: something is lost; what was saved is whole, carry on with: hpsearch resume --db \(place)")
    }

    /// The trials of a study as its stored file declares them; nil where they cannot be told any more.
    private static func declared(_ record: StudyRecord) -> DeclaredTrials? {
        guard let study = try? StudyLoading.read(record) else { return nil }
        let plan = LaunchPlan(
            study: study, file: study.name, restarts: false, allowsLarge: true, takesOver: false)
        guard let configurations = try? plan.configurations() else { return nil }
        return DeclaredTrials(configurations, repeats: study.search.repeats)
    }
}
