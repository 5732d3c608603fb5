import ArgumentParser
import Foundation
import Reports
import StudyCore

struct StudyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "study",
        abstract: "Runs a study, or carries on where it stopped.",
        discussion: """
            Launch and resume are the same command: kill it at any moment and say it again. A finished study just prints \
            its report. Ctrl-C once leaves everything resumable within two seconds; twice stops at once.

            Exit codes: 0 done, 1 done with failed trials, 2 an invalid file, 3 stopped and resumable, 4 storage or \
            environment.

            Examples:
              hpsearch study studies/quickstart.yaml
              hpsearch study grid.yaml --workers 4 --db /scratch/studies.sqlite
              hpsearch study large.yaml --gpus 0,2   give its runs these GPUs alone (resources.gpus)
              hpsearch study grid.yaml --restart     begin anew, keep the old as grid@1
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Flag(help: "Begin anew; the old results are kept under NAME@1, @2, …") var restart = false
    @Flag(name: .shortAndLong, help: "Yes to a grid of over a million trials.") var yes = false
    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let study = try StudyLoading.read(file: file, dataDirectory: options.dataDirectory)
        let launch = StudyLaunch(
            study: study, file: file, options: options, restarts: restart, allowsLarge: yes,
            again: "hpsearch study\(options.arguments) \(ShellText.argument(file))")
        try await launch.run()
    }
}

struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Carries on with a study from the database alone, without its file.",
        discussion: """
            Examples:
              hpsearch resume
              hpsearch resume mnist-grid --workers 4
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @OptionGroup var options: LaunchOptions

    func run() async throws {
        let (store, study) = try CommandFailure.catching {
            let store = try options.database.forWriting()
            let study = try StudyLoading.read(
                store.definition(of: store.find(name)), dataDirectory: options.dataDirectory)
            return (store, study)
        }
        let launch = StudyLaunch(
            study: study, file: "\(study.name).yaml", options: options, restarts: false, allowsLarge: true,
            again: "hpsearch resume\(options.arguments) \(ShellText.argument(study.name))", database: store)
        try await launch.run()
    }
}

extension DatabaseOption {
    /// The option as it has to be said again, with a leading space; nothing for the default.
    var argument: String { path == DatabaseOption.defaultPath ? "" : " --db \(ShellText.quoted(path))" }
}

extension LaunchOptions {
    /// The options as they have to be said again to carry on in the same way, each with a leading space.
    var arguments: String {
        (workers.map { " --workers \($0)" } ?? "") + (gpus.map { " --gpus \(ShellText.quoted($0))" } ?? "")
            + database.argument
            + (dataDirectory.map { " --data-dir \(ShellText.quoted($0))" } ?? "")
    }
}
