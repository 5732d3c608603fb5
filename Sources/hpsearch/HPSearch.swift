import ArgumentParser
import Foundation
import StudyCore

/// The root command. Exit codes are a contract: 0 done; 1 failed trials or a comparison that failed; 2 usage or an
/// invalid study file; 3 stopped and resumable; 4 storage or environment.
@main
struct HPSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hpsearch",
        abstract: "Searches hyperparameters as a YAML file declares, and loses nothing.",
        discussion: """
            A study file says what is searched and what one trial does. A study can be killed at any moment and carried \
            on with by the same command.

            Examples:
              hpsearch plan studies/quickstart.yaml      look at a study before it runs
              hpsearch try studies/quickstart.yaml       run one configuration and see what it reports
              hpsearch study studies/quickstart.yaml     run it, or carry on with it
              hpsearch report quickstart                 rank its trials
              hpsearch best quickstart                   the best one, ready to run alone
            """,
        version: toolVersion,
        subcommands: [
            StudyCommand.self, ResumeCommand.self, PlanCommand.self, TryCommand.self, ReportCommand.self,
            BestCommand.self,
            ShowCommand.self, ExplainCommand.self, CompareCommand.self, ReplayCommand.self, ListCommand.self,
            ExportCommand.self, RetryCommand.self, WeightsCommand.self, PlotCommand.self,
            DeleteCommand.self,
            CheckCommand.self, DataCommand.self, WorkerCommand.self,
        ])

    static func main() async {
        // A pipe whose reader has gone away shows in what writing returns.
        signal(SIGPIPE, SIG_IGN)
        // So does a file that may not grow any more (ulimit -f).
        signal(SIGXFSZ, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            failure.exit()
        } catch let code as ExitCode {
            Foundation.exit(code.rawValue)
        } catch {
            leave(with: error)
        }
    }

    /// Ends with what the argument parser has to say: help and version on standard output with 0, usage errors on
    /// standard error with 2.
    private static func leave(with error: any Error) -> Never {
        let isUsage = exitCode(for: error) == .validationFailure
        if isUsage {
            Terminal.writeError(fullMessage(for: error))
            Foundation.exit(CommandFailure.Code.usage.rawValue)
        }
        exit(withError: error)
    }
}
