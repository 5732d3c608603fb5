import Foundation
import Processes
import Randomness
import Scheduling
import Store
import StudyCore
import Trials
import Workers

/// The part of a launch during which trials run: workers, scheduler, progress.
struct StudySession {
    let study: Study
    let kind: any TrialKind
    let environment: TrialEnvironment
    let options: LaunchOptions
    let lease: Lease
    let database: StudyDatabase
    let unfinished: [PlannedRun]
    /// The step at which a run ends, where the kind of trial knows it.
    let stepsPerRun: Int?
    /// Of which trials the trained weights are kept.
    let weightsKept: WeightsKept
    /// Which directories of commands' runs stay.
    let directoriesKept: RunDirectoriesKept

    func run() async throws -> SchedulerOutcome {
        let workers = max(1, min(options.workerCount, unfinished.count))
        let record = try database.study(
            named: lease.study.name, including: RecordDetail(metrics: .only([study.objective.metric, "seconds"])))
        let progress = StudyProgress(
            name: study.name, objective: study.objective, repeats: study.search.repeats, stepsPerRun: stepsPerRun,
            trials: record.trials, began: Date())
        let display = makeDisplay()
        let files = database.files(of: lease.study)
        // Programs of a launch whose processes were all killed at once may still run; the study is ours now.
        if kind is CommandTrial, ProcessTable.end(withVariable: CommandTrial.runMark(files), isPrefix: true) {
            Terminal.writeError("hpsearch: programs that an earlier launch had left running were ended")
        }
        let filing = RunFilesJournal(
            database.journal(for: lease), files: files, unfinished: unfinished.map(\.key),
            weights: WeightsKeeper(
                record.trials, files: files, kept: weightsKept, objective: study.objective,
                repeats: study.search.repeats, asksForWeights: asksForWeights(record.trials)),
            directories: RunDirectoryKeeper(
                record.trials, files: files, kept: directoriesKept, objective: study.objective,
                repeats: study.search.repeats))
        let journal = ObservedJournal(filing, progress: progress, display: display)
        let ticking = (display as? LiveDisplay).map { live in Task { await live.keepDrawing() } }
        defer { ticking?.cancel() }
        let interrupts = InterruptSource()
        let runner = SchedulerRunner(
            plan: SchedulerPlan(
                runs: unfinished, limits: study.limits, elapsed: record.elapsed,
                earlierFailures: record.trials.reduce(0) { $0 + $1.runs.count { $0.state == .failed } },
                workers: workers, version: toolVersion, request: request),
            fleet: LocalWorkerFleet(
                executable: Platform.executable, arguments: ["worker", "--stdio"], memory: study.limits.memory),
            journal: journal, interrupts: interrupts.interrupts,
            observer: { [quiet = options.quiet] update in Self.tell(update.news, by: journal, quiet: quiet) })
        let outcome = await runner.run()
        withExtendedLifetime(interrupts) {}
        files.removeEmptyDirectories()
        for warning in filing.warnings { journal.notice("hpsearch: warning: \(warning)") }
        journal.close()
        return outcome
    }

    /// What a person who watches wants to know beside what is recorded.
    private static func tell(_ news: [SchedulerNews], by journal: ObservedJournal, quiet: Bool) {
        for item in news {
            switch item {
            case .workerLost(let slot, let reason): journal.notice("hpsearch: worker \(slot) ended: \(reason)")
            case .notice(let key, let notice) where notice.weight == .warning || !quiet:
                journal.notice("trial \(key.trial), repeat \(key.repeat) \(notice.sentence)")
            case .stopping(.interrupted(let signal)):
                journal.notice("hpsearch: \(signal.rawValue): stopping; the same again stops at once")
            case .ended, .failed, .notice, .stopping: break
            }
        }
    }

    /// Whether a trial's description, with its own values, wants weights kept.
    private func asksForWeights(_ trials: [TrialRecord]) -> @Sendable (Int) -> Bool {
        { [study, rules = kind.substitution] number in
            guard let trial = trials.first(where: { $0.number == number }) else { return false }
            return NetworkTrial.weightsKept(study.description(for: trial.configuration, rules: rules)) != .never
        }
    }

    private func makeDisplay() -> any ProgressDisplay {
        if options.quiet { return QuietDisplay() }
        guard Terminal.canDraw(STDERR_FILENO) else { return PlainDisplay() }
        return LiveDisplay(usesColor: Terminal.usesColor)
    }

    /// What a worker is told to do.
    @Sendable private func request(_ run: PlannedRun) -> RunRequest {
        RunRequest(
            study: study.name, key: run.key, attempt: run.attempt, kind: study.trial.kind,
            description: study.description(for: run.configuration, rules: kind.substitution),
            configuration: run.configuration, seed: repeatSeed(studySeed: study.seed, repeat: run.key.repeat),
            objective: study.objective, environment: environment, files: database.files(of: lease.study))
    }
}
