import Foundation
import StudyCore
import Synchronization

/// The thread behind a `LocalWorkerFleet`: waits for orders, for the children's pipes and for their end.
final class FleetLoop: @unchecked Sendable {
    enum Order {
        case start(Int)
        case stop(Int, atOnce: Bool)
        /// A child has ended and has not been waited for yet.
        case ended(slot: Int, pid: pid_t)
        case shutDown
    }

    let inputs: FleetInputs
    private let command: WorkerLaunch
    private let patience: StopPatience
    private let continuation: AsyncStream<WorkerEvent>.Continuation
    private let orders = Mutex<[Order]>([])
    private let bell: Bell
    // Used by the loop's thread alone.
    private var workers: [Int: FleetWorker] = [:]
    private var isShuttingDown = false

    init(
        command: WorkerLaunch, patience: StopPatience, continuation: AsyncStream<WorkerEvent>.Continuation
    ) throws(SystemFailure) {
        self.command = command
        self.patience = patience
        self.continuation = continuation
        let bell = try Bell()
        self.bell = bell
        inputs = FleetInputs { bell.ring() }
    }

    func begin() {
        let thread = Thread { self.run() }
        thread.name = "workers"
        thread.start()
    }

    func post(_ order: Order) {
        orders.withLock { $0.append(order) }
        bell.ring()
    }

    private static var now: Double { Double(monotonicNanoseconds()) * 1e-9 }

    private func run() {
        while !(isShuttingDown && workers.isEmpty) {
            wait()
            for order in orders.withLock({ orders in
                defer { orders = [] }
                return orders
            }) {
                carryOut(order)
            }
            signalOverdue()
        }
        continuation.finish()
    }

    /// Waits for anything to happen and reads what the workers say.
    private func wait() {
        var requests = [pollfd(fd: bell.listening, events: Int16(POLLIN), revents: 0)]
        for worker in workers.values {
            if let output = worker.output { requests.append(pollfd(fd: output, events: Int16(POLLIN), revents: 0)) }
            if let errors = worker.errors { requests.append(pollfd(fd: errors, events: Int16(POLLIN), revents: 0)) }
            if let input = inputs.blockedDescriptor(worker.slot) {
                requests.append(pollfd(fd: input, events: Int16(POLLOUT), revents: 0))
            }
        }
        let ready = poll(&requests, nfds_t(requests.count), nextDeadline())
        guard ready > 0 else { return }
        if requests[0].revents != 0 { bell.hush() }
        let readyDescriptors = Set(requests.filter { $0.revents != 0 }.map(\.fd))
        for slot in workers.keys {
            guard var worker = workers[slot] else { continue }
            if let output = worker.output, readyDescriptors.contains(output), !readOutput(&worker) {
                worker.closeOutput()
                // An ending process closes its pipes a moment before it is gone; one that lives on is of no use.
                worker.killAt = min(worker.killAt ?? .infinity, Self.now + 0.2)
            }
            if let errors = worker.errors, readyDescriptors.contains(errors), !worker.readErrors() {
                worker.closeErrors()
            }
            workers[slot] = worker
            if let input = inputs.blockedDescriptor(slot), readyDescriptors.contains(input) { inputs.flush(slot) }
        }
    }

    private func readOutput(_ worker: inout FleetWorker) -> Bool {
        worker.readOutput { continuation.yield($0) }
    }

    /// Milliseconds for `poll`; -1 where nothing is due.
    private func nextDeadline() -> Int32 {
        guard let next = workers.values.flatMap({ [$0.terminateAt, $0.killAt] }).compactMap(\.self).min() else {
            return -1
        }
        return Int32(clamping: Int(max(0, (next - Self.now) * 1000).rounded(.up)))
    }

    private func signalOverdue() {
        let now = Self.now
        for (slot, worker) in workers {
            if let time = worker.killAt, time <= now {
                worker.signalGroup(SIGKILL)
                workers[slot]?.wasEndedForClosing = worker.output == nil && worker.terminateAt == nil
                workers[slot]?.killAt = nil
                workers[slot]?.terminateAt = nil
            } else if let time = worker.terminateAt, time <= now {
                worker.signalGroup(SIGTERM)
                workers[slot]?.terminateAt = nil
            }
        }
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .start(let slot): start(slot)
        case .stop(let slot, let atOnce): stop(slot, atOnce: atOnce)
        case .ended(let slot, let pid): bury(slot, pid)
        case .shutDown:
            isShuttingDown = true
            for slot in workers.keys { stop(slot, atOnce: true) }
        }
    }

    private func start(_ slot: Int) {
        guard workers[slot] == nil, !isShuttingDown else { return }
        do {
            let process = try SpawnedProcess.start(
                command.executable, command.arguments, environment: command.environment)
            workers[slot] = FleetWorker(slot: slot, process: process)
            inputs.open(slot, process.input, pid: process.pid)
            let watch = Thread { [self] in
                var info = siginfo_t()
                while waitid(P_PID, id_t(process.pid), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
                post(.ended(slot: slot, pid: process.pid))
            }
            watch.stackSize = 256 << 10
            watch.start()
        } catch {
            continuation.yield(
                .unstartable(slot: slot, reason: WorkerSentences.unstartable(command.executable, error.reason)))
        }
    }

    private func stop(_ slot: Int, atOnce: Bool) {
        guard let worker = workers[slot] else { return }
        inputs.close(slot)
        if atOnce {
            worker.signalGroup(SIGKILL)
        } else if worker.terminateAt == nil {
            let now = Self.now
            workers[slot]?.terminateAt = now + patience.closing
            workers[slot]?.killAt = now + patience.closing + patience.terminating
        }
    }

    /// Takes in a worker's last words, ends whatever it left behind in its session, and tells of its end.
    private func bury(_ slot: Int, _ pid: pid_t) {
        guard var worker = workers[slot], worker.pid == pid else { return }
        ProcessSession.end(leader: pid)
        _ = readOutput(&worker)
        _ = worker.readErrors()
        worker.closeOutput()
        worker.closeErrors()
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        workers[slot] = nil
        inputs.forget(slot)
        let reason = worker.wasEndedForClosing ? WorkerSentences.closedOutput : ExitReason.words(waitStatus: status)
        continuation.yield(.exited(slot: slot, reason: reason, standardErrorTail: worker.standardErrorTail))
    }
}
