import Foundation
import StudyCore
import Synchronization

@testable import Scheduling

/// A fleet without processes whose workers answer at once, each as it is told.
final class ScriptedFleet: WorkerFleet {
    enum Act {
        case finish
        case fail(RunFailure.Class)
        case die
        case babble
        case answerForAnother
        case hang
    }

    let events: AsyncStream<WorkerEvent>
    private let continuation: AsyncStream<WorkerEvent>.Continuation
    private let script: @Sendable (RunKey, Int) -> Act
    private let alive = Mutex<Set<Int>>([])
    /// The slots whose worker does not come to what it is sent any more.
    private let hanging = Mutex<Set<Int>>([])
    private let runs = Mutex<[RunKey]>([])

    init(_ script: @escaping @Sendable (RunKey, Int) -> Act) {
        (events, continuation) = AsyncStream.makeStream()
        self.script = script
    }

    var workersAlive: Int { alive.withLock(\.count) }
    var runsSent: [RunKey] { runs.withLock { $0 } }

    func start(slot: Int) {
        alive.withLock { _ = $0.insert(slot) }
        hanging.withLock { _ = $0.remove(slot) }
        let identity = WorkerIdentity(version: "1", host: "here", pid: slot, blasCore: "none")
        continuation.yield(.report(slot: slot, .hello(identity)))
    }

    func send(_ command: WorkerCommand, to slot: Int) {
        guard alive.withLock({ $0.contains(slot) }) else { return }
        switch command {
        case .cancel, .advise: break
        case .ping: continuation.yield(.report(slot: slot, .pong))
        case .run(let request):
            runs.withLock { $0.append(request.key) }
            if hanging.withLock({ $0.contains(slot) }) { return }
            let (key, attempt) = (request.key, request.attempt)
            switch script(key, attempt) {
            case .finish:
                let result = RunResult.of(Double(key.trial * 10 + key.repeat))
                continuation.yield(.report(slot: slot, .finished(key, attempt: attempt, result)))
            case .fail(let failureClass):
                let failure = RunFailure(failureClass, "no")
                continuation.yield(.report(slot: slot, .failed(key, attempt: attempt, failure)))
            case .die: exit(slot, "killed by SIGSEGV")
            case .babble: continuation.yield(.babble(slot: slot, excerpt: "?"))
            case .answerForAnother:
                let other = RunKey(trial: 77_777, repeat: 0)
                continuation.yield(.report(slot: slot, .finished(other, attempt: 1, .of(0))))
            case .hang: hanging.withLock { _ = $0.insert(slot) }
            }
        }
    }

    func stop(slot: Int, atOnce: Bool) { exit(slot, atOnce ? "killed by SIGKILL" : "exit status 0") }

    private func exit(_ slot: Int, _ reason: String) {
        guard alive.withLock({ $0.remove(slot) }) != nil else { return }
        continuation.yield(.exited(slot: slot, WorkerExit(reason)))
    }
}

/// A journal in memory that may fail at one of its appends, and then at all later ones.
final class MemoryJournal: RunJournal {
    struct Full: Error {}

    private let state: Mutex<(ledger: Ledger, appends: Int)>
    private let failsAt: Int?

    init(_ plan: SchedulerPlan, failsAt: Int? = nil) {
        state = Mutex((Ledger(plan), 0))
        self.failsAt = failsAt
    }

    var ledger: Ledger { state.withLock(\.ledger) }
    var appends: Int { state.withLock(\.appends) }

    func append(_ events: [RunEvent]) throws {
        try state.withLock { state in
            state.appends += 1
            if let failsAt, state.appends >= failsAt { throw Full() }
            state.ledger.append(events)
        }
    }
}
