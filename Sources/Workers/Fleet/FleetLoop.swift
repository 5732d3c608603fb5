import Foundation
import Processes
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
    let patience: StopPatience
    let continuation: AsyncStream<WorkerEvent>.Continuation
    private let command: WorkerLaunch
    private let orders = Mutex<[Order]>([])
    private let bell: Bell
    // Used by the loop's thread alone.
    var workers: [Int: FleetWorker] = [:]
    var memory: MemoryWatch?
    var kernelKills: KernelKills
    private var isShuttingDown = false

    init(
        command: WorkerLaunch, patience: StopPatience, kernelKills: KernelKills,
        continuation: AsyncStream<WorkerEvent>.Continuation
    ) throws(SystemFailure) {
        self.command = command
        self.patience = patience
        self.continuation = continuation
        self.kernelKills = kernelKills
        memory = command.memory.map(MemoryWatch.init)
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

    static var now: Double { Double(monotonicNanoseconds()) * 1e-9 }

    private func run() {
        while !(isShuttingDown && workers.isEmpty) {
            wait()
            for order in orders.withLock({ orders in
                defer { orders = [] }
                return orders
            }) {
                carryOut(order)
            }
            watchMemory()
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
        if ready > 0 {
            if requests[0].revents != 0 { bell.hush() }
            let readyDescriptors = Set(requests.filter { $0.revents != 0 }.map(\.fd))
            for slot in workers.keys { read(slot, readyDescriptors) }
        }
        for slot in workers.keys where inputs.isBroken(slot) { kill(slot, unlessItEndsFor: .closedInput) }
    }

    private func read(_ slot: Int, _ ready: Set<Int32>) {
        guard var worker = workers[slot] else { return }
        if let errors = worker.errors, ready.contains(errors), !worker.readErrors() { worker.closeErrors() }
        var hasClosed = false
        if let output = worker.output, ready.contains(output), !readOutput(&worker) {
            worker.closeOutput()
            hasClosed = true
        }
        workers[slot] = worker
        if hasClosed { kill(slot, unlessItEndsFor: .closedOutput) }
        if let input = inputs.blockedDescriptor(slot), ready.contains(input) { inputs.flush(slot) }
    }

    func readOutput(_ worker: inout FleetWorker) -> Bool {
        worker.readOutput { continuation.yield($0) }
    }

    /// Milliseconds for `poll`; -1 where nothing is due.
    private func nextDeadline() -> Int32 {
        var times = workers.values.flatMap { [$0.terminateAt, $0.killAt] }.compactMap(\.self)
        if let memory, !workers.isEmpty { times.append(memory.due) }
        if workers.values.contains(where: \.hasEnded) { times.append(Self.now + Self.leftoverInterval) }
        guard let next = times.min() else { return -1 }
        return Int32(clamping: Int(max(0, (next - Self.now) * 1000).rounded(.up)))
    }

    private func carryOut(_ order: Order) {
        switch order {
        case .start(let slot): start(slot)
        case .stop(let slot, let atOnce): stop(slot, atOnce: atOnce)
        case .ended(let slot, let pid): takeEnd(slot, pid)
        case .shutDown:
            isShuttingDown = true
            for slot in workers.keys { stop(slot, atOnce: true) }
        }
    }

    private func start(_ slot: Int) {
        guard workers[slot] == nil, !isShuttingDown else { return }
        do {
            let mark = "\(getpid())-\(monotonicNanoseconds())-\(slot)"
            let process = try SpawnedProcess.start(
                ProcessLaunch(
                    path: command.executable, arguments: command.arguments,
                    environment: command.environment.merging([LocalWorkerFleet.markVariable: mark]) { $1 },
                    standing: .session))
            workers[slot] = FleetWorker(slot: slot, process: process, mark: mark)
            if let input = process.input { inputs.open(slot, input, pid: process.pid) }
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
}
