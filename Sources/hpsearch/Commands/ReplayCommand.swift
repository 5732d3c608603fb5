import ArgumentParser
import Foundation
import Reports
import Store
import StudyCore

struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Carries out a trial again, alone, and compares everything that was recorded, bit for bit.",
        discussion: """
            From the start, without checkpoints, on one core; nothing is written. Metrics, curves and predictions are \
            compared, seconds are not. Where something differs it is said what did so first, and which circumstances \
            (versions, the processor's kernels, data) are not those under which the study ran. A run that was ended by \
            the clock (limits.trial_time) has no results to compare.

            Exit code: 0 where all is the same, 1 where something differs, 2 where there is no such trial or one of its \
            runs is not complete, 4 where its data are not here.

            Examples:
              hpsearch replay mnist-grid 17
              hpsearch replay mnist-grid 17 --repeat 2 --format json
              OPENBLAS_CORETYPE=Haswell hpsearch replay mnist-grid 17
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Argument(help: "The trial's number, from 0.") var trial: Int
    @Option(help: "One of the trial's runs alone, from 0; by default all, one after the other.") var `repeat`: Int?
    @Option(help: "table or json.") var format: TableFormat = .table
    @Flag(name: .shortAndLong, help: "Show no progress.") var quiet = false
    @Option(name: .customLong("data-dir"), help: "Search this directory for data sets before all others.")
    var dataDirectory: String?
    @OptionGroup var database: DatabaseOption

    func run() throws {
        Supervision.begin()
        let report = try CommandFailure.catching {
            try TrialReplay(
                store: try database.forReading(), name: name, dataDirectory: dataDirectory,
                display: ReplayDisplay(isQuiet: quiet)
            ).carryOut(trial, repeat: self.repeat)
        }
        try Terminal.write(format == .json ? report.json().prettyJSON : report.text(style: Terminal.style))
        if !report.isSame { throw CommandFailure(.failed) }
    }
}
