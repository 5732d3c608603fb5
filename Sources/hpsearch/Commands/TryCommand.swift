import ArgumentParser
import Foundation
import Randomness
import Scheduling
import StudyCore
import Trials

struct TryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "try",
        abstract: "Runs one configuration of a study file and shows what was captured; records nothing.",
        discussion: """
            The way to get a new study right in a minute: the first trial's configuration (or that of --trial) is run \
            once, and every line that a command writes is shown with what it was taken for. A run's directory is a \
            temporary one, removed at the end.

            Exit code: 0 where the objective was reported, 1 where the run failed or diverged, 2 where the file is \
            wrong, 3 after an interrupt, 4 where something it needs is not here.

            Examples:
              hpsearch try studies/commands/svc.yaml
              hpsearch try studies/commands/svc.yaml --trial 7
              hpsearch try studies/quickstart.yaml
            """)

    @Argument(help: "The study file.", completion: .file(extensions: ["yaml", "yml"])) var file: String
    @Option(help: "The trial whose configuration is run, from 0.") var trial = 0
    @OptionGroup var devices: GPUOption
    @Option(name: .customLong("data-dir"), help: "Search this directory for data sets before all others.")
    var dataDirectory: String?

    func run() throws {
        Supervision.begin()
        let study = try StudyLoading.read(file: file, dataDirectory: dataDirectory)
        guard let kind = Catalog.trialKind(study.trial.kind),
            let method = Catalog.searchMethods.first(where: { $0.name == study.search.method })
        else {
            throw CommandFailure(.usage, "hpsearch: '\(study.search.method)' or '\(study.trial.kind)' is not known")
        }
        let configuration = try configuration(study, method)
        let description = study.description(for: configuration, rules: kind.substitution)
        let environment = TrialEnvironment(
            directory: study.directory, dataDirectory: dataDirectory.map { URL(fileURLWithPath: $0).path },
            memoryLimit: study.memoryLimit)
        for warning in try StudyLoading.checkInputs([description], of: kind, file: file, environment: environment) {
            Terminal.writeError("warning: \(warning)".withoutControlCharacters)
        }
        let allotment = try WorkerAllotment(
            study, kind, workers: 1, gpus: devices.gpus, runCount: 1, [description], environment: environment)
        let request = RunRequest(
            study: study.name, key: RunKey(trial: trial, repeat: 0), attempt: 1, kind: kind.name,
            description: description, configuration: configuration,
            seed: repeatSeed(studySeed: study.seed, repeat: 0), objective: study.objective, environment: environment,
            share: allotment.shares[0], positions: kind.positions(in: description))
        let display = TryDisplay(style: Terminal.style)
        display.begin(study, trial: trial, configuration)
        try carryOut(request, kind, display, timeLimit: study.limits.trialTime)
    }

    private func configuration(_ study: Study, _ method: SearchMethod) throws -> Configuration {
        do {
            let sampler = try method.make(SearchProblem(study))
            guard (0..<sampler.trialCount).contains(trial) else {
                throw CommandFailure(
                    .usage, "\(file): there is no trial \(trial); the study has \(sampler.trialCount), from 0")
            }
            return try sampler.suggestions(for: trial..<trial + 1, history: [])[0]
        } catch let error as SearchError {
            throw CommandFailure(.usage, error.diagnostic.rendered(file: file))
        }
    }

    private func carryOut(
        _ request: RunRequest, _ kind: any TrialKind, _ display: TryDisplay, timeLimit: Double?
    ) throws {
        let interruption = ForegroundRun.Interruption()
        let monitor = TryMonitor(
            interruption, timeLimit: timeLimit, display: display, tellsMeasurements: !(kind is CommandTrial))
        do {
            let result = try ForegroundRun.carryOut(interruption) {
                if let command = kind as? CommandTrial {
                    return try command.run(request, monitor: monitor, trace: CommandTrace(display.take))
                }
                return try kind.run(request, monitor: monitor)
            }
            display.end(result, curve: monitor.steps, objective: request.objective)
            if result.diverged { throw CommandFailure(.failed) }
        } catch let failure as RunFailure {
            throw Self.failed(failure)
        } catch let cancelled as RunCancelled {
            guard monitor.isOverdue else { throw CommandFailure(.stopped, "hpsearch: stopped") }
            throw Self.failed(cancelled.holdUp ?? RunFailure(.timedOut, "it took longer than limits.trial_time"))
        }
    }

    private static func failed(_ failure: RunFailure) -> CommandFailure {
        CommandFailure(
            failure.failureClass == .data ? .environment : .failed,
            "hpsearch: the run has failed (\(failure.failureClass.rawValue)): \(failure.message)")
    }
}
