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
    let allotment: WorkerAllotment
    let lease: Lease
    let database: StudyDatabase
    /// Without their configurations.
    let unfinished: [PlannedRun]
    let configurations: StoredConfigurations
    /// The step at which a run ends, where the kind of trial knows it.
    let stepsPerRun: Int?
    let filing: StudyFiling

    func run() async throws -> SchedulerOutcome {
        var progress = StudyProgress(
            name: study.name, objective: study.objective, repeats: study.search.repeats, stepsPerRun: stepsPerRun,
            began: Date(), configuration: { [configurations] in try? configurations[$0] })
        var earlierFailures = 0
        let runs = try filing.journal(unfinished: unfinished.map(\.key)) { trial in
            progress.takeUp(trial)
            earlierFailures += trial.runs.count { $0.state == .failed }
        }
        let display = makeDisplay()
        let files = filing.files
        // Programs of a launch whose processes were all killed at once may still run; the study is ours now.
        if kind is CommandTrial, ProcessTable.end(withVariable: CommandTrial.runMark(files), isPrefix: true) {
            Terminal.writeError("hpsearch: programs that an earlier launch had left running were ended")
        }
        let journal = ObservedJournal(runs, progress: progress, display: display)
        let ticking = (display as? LiveDisplay).map { live in Task { await live.keepDrawing() } }
        defer { ticking?.cancel() }
        let interrupts = InterruptSource()
        let runner = SchedulerRunner(
            plan: SchedulerPlan(
                runs: unfinished, limits: study.limits, elapsed: try database.definition(of: lease.study).elapsed,
                earlierFailures: earlierFailures,
                shares: Array(allotment.shares.prefix(max(1, unfinished.count))), version: toolVersion,
                objectiveMetric: study.objective.metric, pruner: study.search.pruner, request: request),
            fleet: LocalWorkerFleet(
                executable: Platform.executable, arguments: ["worker", "--stdio"], memory: study.memoryLimit),
            journal: journal, interrupts: interrupts.interrupts,
            observer: { [quiet = options.quiet] update in Self.tell(update.news, by: journal, quiet: quiet) })
        Platform.returnFreeMemory()
        let outcome = await runner.run()
        withExtendedLifetime(interrupts) {}
        files.removeEmptyDirectories()
        for warning in runs.warnings { journal.notice("hpsearch: warning: \(warning)") }
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

    private func makeDisplay() -> any ProgressDisplay {
        if options.quiet { return QuietDisplay() }
        guard Terminal.canDraw(STDERR_FILENO) else { return PlainDisplay() }
        return LiveDisplay(usesColor: Terminal.usesColor)
    }

    /// What a worker is told to do.
    @Sendable private func request(_ run: PlannedRun, share: RunShare) throws -> RunRequest {
        let configuration = try configurations[run.key.trial]
        return RunRequest(
            study: study.name, key: run.key, attempt: run.attempt, kind: study.trial.kind,
            description: study.description(for: configuration, rules: kind.substitution),
            configuration: configuration, seed: repeatSeed(studySeed: study.seed, repeat: run.key.repeat),
            objective: study.objective, environment: environment, share: share,
            files: database.files(of: lease.study), awaitsAdvice: study.search.pruner != nil,
            positions: kind.positions(in: study.trial.node))
    }
}
