import Foundation
import Reports
import Store
import StudyCore
import Synchronization

/// Carries out runs of a trial again in this process, and compares them with what the database holds. Changes nothing.
struct TrialReplay {
    private let store: StudyDatabase
    private let reference: StudyReference
    private let study: Study
    private let kind: any TrialKind
    private let environment: TrialEnvironment
    private let display: ReplayDisplay

    init(store: StudyDatabase, name: String, dataDirectory: String?, display: ReplayDisplay) throws {
        self.store = store
        self.display = display
        reference = try store.find(name)
        study = try StudyLoading.read(try store.definition(of: reference), dataDirectory: dataDirectory)
        guard let kind = Catalog.trialKind(study.trial.kind) else {
            throw CommandFailure(.usage, "hpsearch: unknown kind of trial '\(study.trial.kind)'")
        }
        self.kind = kind
        environment = TrialEnvironment(
            directory: study.directory, dataDirectory: dataDirectory.map { URL(fileURLWithPath: $0).path })
    }

    /// - Parameter number: one repeat alone; nil for all.
    func carryOut(_ trial: Int, repeat number: Int?) throws -> ReplayReport {
        let record = try store.trial(trial, of: reference)
        let runs = try runs(of: record, repeat: number)
        let description = study.description(for: record.configuration, rules: kind.substitution)
        _ = try StudyLoading.checkInputs([description], of: kind, file: study.name, environment: environment)
        let comparisons = try runs.map { run in
            let replayed = try replay(run, record.configuration, description)
            let recorded = RunFindings(
                state: run.state, metrics: run.metrics.dictionary, curve: run.curve,
                predictions: try store.predictions(of: run.key, in: reference))
            let comparison = RunComparison(run.key, seed: run.seed, recorded: recorded, replayed: replayed)
            display.ended(comparison)
            return comparison
        }
        return ReplayReport(
            study: study.name, trial: trial, runs: comparisons, circumstances: try circumstances(description))
    }

    private func runs(of trial: TrialRecord, repeat number: Int?) throws -> [RunRecord] {
        let runs = number.map { wanted in trial.runs.filter { $0.key.repeat == wanted } } ?? trial.runs
        guard !runs.isEmpty else {
            throw CommandFailure(
                .usage,
                "hpsearch: trial \(trial.number) has no repeat \(number ?? 0); it has 0 to \(trial.runs.count - 1)")
        }
        let ended: Set<RunState> = [.complete, .diverged, .pruned]
        guard let open = runs.first(where: { !ended.contains($0.state) }) else { return runs }
        let others = runs.filter { ended.contains($0.state) }.map { String($0.key.repeat) }
        let hint = others.isEmpty ? "" : "; with --repeat these can be: \(others.joined(separator: ", "))"
        throw CommandFailure(
            .usage,
            "hpsearch: trial \(trial.number), repeat \(open.key.repeat) is \(open.state.rawValue); only runs that came to "
                + "their end can be replayed\(hint)")
    }

    /// Runs once more.
    private func replay(_ run: RunRecord, _ configuration: Configuration, _ description: Node) throws -> RunFindings {
        let request = RunRequest(
            study: study.name, key: run.key, attempt: 1, kind: kind.name, description: description,
            configuration: configuration, seed: run.seed, objective: study.objective, environment: environment,
            positions: kind.positions(in: description))
        let interruption = ForegroundRun.Interruption()
        let monitor = ReplayMonitor(
            run.key, steps: run.curve.last?.step, pruner: study.search.pruner, display: display,
            interruption: interruption)
        do {
            let result = try ForegroundRun.carryOut(interruption) { [kind] in
                try kind.run(request, monitor: monitor)
            }
            return RunFindings(
                state: result.state, metrics: result.metrics, curve: monitor.curve, predictions: result.predictions)
        } catch is RunCancelled {
            throw CommandFailure(.stopped, "hpsearch: stopped before the replay had ended")
        } catch let failure as RunFailure {
            throw CommandFailure(
                failure.failureClass == .data ? .environment : .failed,
                "hpsearch: trial \(run.key.trial), repeat \(run.key.repeat) cannot be carried out again: "
                    + failure.message)
        }
    }

    /// What the results depend on and is not what it was when the study ran.
    private func circumstances(_ description: Node) throws -> [ReplayReport.Circumstance] {
        // Recorded of the description that stands first in a launch.
        let plan = LaunchPlan(
            study: study, file: study.name, restarts: false, allowsLarge: false, takesOver: false)
        let first = try plan.representatives().first.map { study.description(for: $0, rules: kind.substitution) }
        let facts = Platform.provenance + kind.provenance(first ?? description, environment: environment)
        let now = Dictionary(facts.map { ($0.name, $0.value) }) { first, _ in first }
        let history = try store.provenanceHistory(of: reference)
        let known = Set(history.map(\.name))
        return history.filter { $0.values != [now[$0.name] ?? ""] }.map {
            ReplayReport.Circumstance(name: $0.name, recorded: $0.values, now: now[$0.name])
        }
            + facts.filter { !known.contains($0.name) }.map {
                ReplayReport.Circumstance(name: $0.name, recorded: [], now: $0.value)
            }
    }
}

/// Keeps the measurements of a run that is carried out again.
private final class ReplayMonitor: RunMonitor {
    private let key: RunKey
    private let steps: Int?
    private let display: ReplayDisplay
    private let interruption: ForegroundRun.Interruption
    private let pruner: (any Pruner)?
    private let measurements = Mutex<[StudyCore.Measurement]>([])
    private let stopped = Atomic(false)

    /// - Parameters:
    ///   - steps: the last step that was recorded.
    ///   - pruner: the study's, which ends the run where it did then.
    init(
        _ key: RunKey, steps: Int?, pruner: (any Pruner)?, display: ReplayDisplay,
        interruption: ForegroundRun.Interruption
    ) {
        self.interruption = interruption
        self.key = key
        self.pruner = pruner
        self.steps = steps
        self.display = display
    }

    var curve: [StudyCore.Measurement] { measurements.withLock { $0 } }
    var isCancelled: Bool { interruption.hasCome }
    var isStopped: Bool { stopped.load(ordering: .relaxed) }

    func record(_ measurement: StudyCore.Measurement) {
        guard !isStopped else { return }
        if pruner?.advice(after: measurement) == .stop { stopped.store(true, ordering: .relaxed) }
        measurements.withLock { $0.append(measurement) }
        display.reached(measurement, of: steps, key)
    }

    func restart() {
        if !isStopped { measurements.withLock { $0 = [] } }
    }

    func notice(_ notice: RunNotice) {
        display.say("trial \(key.trial), repeat \(key.repeat) \(notice.sentence)")
    }
}
