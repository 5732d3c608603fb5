import ArgumentParser
import Store
import StudyCore

struct RetryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Puts failed trials back to waiting, after the cause is mended.",
        discussion: """
            The next launch of the study runs them again.

            Examples:
              hpsearch retry mnist-grid          all failed trials
              hpsearch retry mnist-grid 3 17     these two
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Argument(help: "Numbers of failed trials; all where none is given.") var trials: [Int] = []
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forWriting()
            let study = try store.find(name)
            let retried = try store.retry(study, trials: trials.isEmpty ? nil : trials)
            if retried.trials.isEmpty {
                try Terminal.write("no trial of '\(study.name.withoutControlCharacters)' has failed")
            } else {
                let list = retried.trials.map(String.init).joined(separator: ", ")
                let count = retried.trials.count == 1 ? "trial \(list) waits" : "trials \(list) wait"
                try Terminal.write(
                    "\(count) again; carry on with: hpsearch resume\(database.argument) \(ShellText.argument(study.name))"
                )
            }
        }
    }
}
