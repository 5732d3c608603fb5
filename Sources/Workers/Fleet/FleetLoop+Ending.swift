import Foundation
import Processes
import StudyCore

/// How workers end: by themselves, because they are asked to, or because the fleet has to make them.
extension FleetLoop {
    /// Seconds between two looks at whether a session has emptied.
    static let leftoverInterval = 0.02
    /// An ending process closes its pipes a moment before it is gone; one that lives on for longer is of no use.
    private static let closingGrace = 0.2

    func stop(_ slot: Int, atOnce: Bool) {
        guard let worker = workers[slot] else { return }
        workers[slot]?.wasStopped = true
        // Before its input closes, which would be an end of another kind.
        if atOnce { ProcessSession.end(leader: worker.pid) }
        inputs.close(slot)
        if !atOnce, worker.terminateAt == nil, !worker.hasEnded {
            let now = Self.now
            workers[slot]?.terminateAt = now + patience.closing
            workers[slot]?.killAt = now + patience.closing + patience.terminating
        }
    }

    func kill(_ slot: Int, unlessItEndsFor fault: FleetWorker.Fault) {
        guard let worker = workers[slot], worker.killAt == nil, worker.fault == nil, !worker.wasStopped,
            !worker.hasEnded
        else { return }
        workers[slot]?.impending = fault
        workers[slot]?.killAt = Self.now + Self.closingGrace
    }

    /// Ends workers that take more memory than they may.
    func watchMemory() {
        let now = Self.now
        kernelKills.forgetOld(now: now)
        guard var watch = memory else { return }
        let living = workers.values.filter { !$0.hasEnded && $0.fault == nil }
        let excess = watch.excess(of: Set(living.map(\.pid)), now: now)
        memory = watch
        for worker in living {
            guard let taken = excess[worker.pid] else { continue }
            workers[worker.slot]?.fault = .memory(taken: taken, limit: watch.limit)
            ProcessSession.end(leader: worker.pid)
        }
    }

    /// Sends the signals that are due, and buries what has nothing left.
    func signalOverdue() {
        let now = Self.now
        for (slot, worker) in workers {
            if let time = worker.killAt, time <= now {
                ProcessSession.end(leader: worker.pid)
                if worker.fault == nil { workers[slot]?.fault = worker.impending }
                workers[slot]?.killAt = nil
                workers[slot]?.terminateAt = nil
            } else if let time = worker.terminateAt, time <= now {
                terminate(slot)
            }
            if worker.hasEnded, workers[slot]?.killAt == nil || ProcessSession.members(of: worker.pid).isEmpty {
                bury(slot)
            }
        }
    }

    /// A worker's process has ended. What it left behind in its session is asked to end, and made to after a grace.
    func takeEnd(_ slot: Int, _ pid: pid_t) {
        guard let worker = workers[slot], worker.pid == pid else { return }
        workers[slot]?.hasEnded = true
        workers[slot]?.impending = nil
        guard worker.fault == nil, !ProcessSession.members(of: pid).isEmpty else { return bury(slot) }
        if !worker.wasTerminated { terminate(slot) }
    }

    /// Asks a worker and everything in its session to end; SIGKILL follows.
    private func terminate(_ slot: Int) {
        guard let worker = workers[slot] else { return }
        ProcessSession.signal(SIGTERM, leader: worker.pid)
        workers[slot]?.wasTerminated = true
        workers[slot]?.terminateAt = nil
        workers[slot]?.killAt = Self.now + patience.terminating
    }

    /// Takes in a worker's last words and tells of its end, once nothing of its session is left.
    private func bury(_ slot: Int) {
        guard var worker = workers[slot] else { return }
        ProcessSession.end(leader: worker.pid)
        ProcessTable.end(withVariable: "\(LocalWorkerFleet.markVariable)=\(worker.mark)")
        _ = worker.readErrors()
        _ = readOutput(&worker)
        worker.closeOutput()
        worker.closeErrors()
        var status: Int32 = 0
        while waitpid(worker.pid, &status, 0) < 0, errno == EINTR {}
        workers[slot] = nil
        inputs.forget(slot)
        continuation.yield(.exited(slot: slot, exit(of: worker, waitStatus: status)))
    }

    private func exit(of worker: FleetWorker, waitStatus status: Int32) -> WorkerExit {
        let tail = worker.standardErrorTail
        switch worker.fault {
        case .closedInput: return WorkerExit(WorkerSentences.closedInput, standardErrorTail: tail)
        case .closedOutput: return WorkerExit(WorkerSentences.closedOutput, standardErrorTail: tail)
        case .memory(let taken, let limit):
            return WorkerExit(
                WorkerSentences.tookTooMuch(taken, limit: limit), failureClass: .outOfMemory, standardErrorTail: tail)
        case nil: break
        }
        if ExitReason.signal(ofWaitStatus: status) == SIGKILL, !worker.wasStopped, kernelKills.claim() {
            return WorkerExit(WorkerSentences.killedByKernel, failureClass: .outOfMemory, standardErrorTail: tail)
        }
        return WorkerExit(ExitReason.words(waitStatus: status), standardErrorTail: tail)
    }
}
