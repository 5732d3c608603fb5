import Foundation
import Processes
import StudyCore

/// One child process as the fleet's thread sees it.
struct FleetWorker {
    /// Why the fleet ended a worker of its own accord.
    enum Fault: Equatable {
        case closedOutput
        case closedInput
        case memory(taken: Int, limit: MemoryLimit)
    }

    let slot: Int
    let pid: pid_t
    /// What tells its processes from all others: the value of a variable that they inherit.
    let mark: String
    var output: Int32?
    var errors: Int32?
    private var splitter = LineSplitter()
    private var tail = Tail()
    /// What is to be done when, on the clock of `FleetLoop.now`.
    var terminateAt: Double?
    var killAt: Double?
    /// What it is to be killed for, and what it was.
    var impending: Fault?
    var fault: Fault?
    /// Whether its end was ordered.
    var wasStopped = false
    /// Whether its session has had SIGTERM.
    var wasTerminated = false
    /// Whether its process has ended, and only what is left of its session is waited for.
    var hasEnded = false
    private(set) var hasBabbled = false

    init(slot: Int, process: SpawnedProcess, mark: String) {
        self.slot = slot
        self.mark = mark
        pid = process.pid
        output = process.output
        errors = process.errors
    }

    var standardErrorTail: String? { tail.text }

    /// Reads what has come on the worker's output. After something that is no report nothing more is understood.
    /// - Returns: false at its end.
    mutating func readOutput(event: (WorkerEvent) -> Void) -> Bool {
        guard let output else { return false }
        var pieces: [LineSplitter.Piece] = []
        let isOpen = Self.readAvailable(output) { bytes in
            if !hasBabbled { splitter.take(bytes) { pieces.append($0) } }
        }
        for piece in pieces where !hasBabbled { tell(piece, event) }
        return isOpen
    }

    private mutating func tell(_ piece: LineSplitter.Piece, _ event: (WorkerEvent) -> Void) {
        switch piece {
        case .line(let line):
            do {
                tell(try WorkerWire.report(from: line), event)
            } catch {
                hasBabbled = true
                event(.babble(slot: slot, excerpt: WorkerWire.excerpt(of: line)))
            }
        case .tooLong(let beginning):
            hasBabbled = true
            let excerpt = WorkerWire.excerpt(of: beginning)
            event(.babble(slot: slot, excerpt: WorkerSentences.tooLong(excerpt, bound: WorkerWire.longestLine)))
        }
    }

    /// Tells a report; before the end of a run that has not gone well, what was written to standard error during it.
    private mutating func tell(_ report: WorkerReport, _ event: (WorkerEvent) -> Void) {
        let written = tail.written
        switch report {
        case .failed, .cancelled:
            // A worker writes to standard error before it reports. What the next run may have added already is told
            // twice rather than never.
            _ = readErrors()
            if let text = tail.text { event(.wrote(slot: slot, standardErrorTail: text)) }
            tail.begin(after: written)
        case .finished: tail.begin(after: written)
        case .hello, .measurement, .restarted, .notice, .pong: break
        }
        event(.report(slot: slot, report))
    }

    /// - Returns: false at the end of the worker's standard error.
    mutating func readErrors() -> Bool {
        guard let errors else { return false }
        return Self.readAvailable(errors) { tail.append($0) }
    }

    mutating func closeOutput() {
        if let output { close(output) }
        output = nil
    }

    mutating func closeErrors() {
        if let errors { close(errors) }
        errors = nil
    }

    /// Reads at most a mebibyte without waiting, so that no worker keeps the others from being heard.
    /// - Returns: false at the end.
    private static func readAvailable(_ descriptor: Int32, take: (UnsafeRawBufferPointer) -> Void) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            for _ in 0..<16 {
                let count = read(descriptor, buffer.baseAddress, buffer.count)
                if count > 0 {
                    take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                    if count < buffer.count { return true }
                } else if count == 0 {
                    return false
                } else if errno != EINTR {
                    return errno == EAGAIN
                }
            }
            return true
        }
    }
}
