import Foundation
import StudyCore

/// One child process as the fleet's thread sees it.
struct FleetWorker {
    let slot: Int
    let pid: pid_t
    var output: Int32?
    var errors: Int32?
    private var splitter = LineSplitter()
    private var tail = Tail(capacity: 64 << 10)
    /// What is to be done when, on the clock of `FleetLoop.now`.
    var terminateAt: Double?
    var killAt: Double?
    /// Set when the worker closed its output and lived on.
    var wasEndedForClosing = false
    private(set) var hasBabbled = false

    init(slot: Int, process: SpawnedProcess) {
        self.slot = slot
        pid = process.pid
        output = process.output
        errors = process.errors
    }

    var standardErrorTail: String? { tail.text }

    /// Sends a signal to the worker's whole process group. Only called while the worker has not been waited for, so
    /// that its number cannot belong to somebody else.
    func signalGroup(_ number: Int32) { kill(-pid, number) }

    /// Reads what has come on the worker's output. After something that is no report nothing more is understood.
    /// - Returns: false at its end.
    mutating func readOutput(event: (WorkerEvent) -> Void) -> Bool {
        guard let output else { return false }
        var babbled = hasBabbled
        let slot = slot
        let isOpen = Self.readAvailable(output) { bytes in
            splitter.take(bytes) { piece in
                if babbled { return }
                switch piece {
                case .line(let line):
                    do {
                        event(.report(slot: slot, try WorkerWire.report(from: line)))
                    } catch {
                        babbled = true
                        event(.babble(slot: slot, excerpt: WorkerWire.excerpt(of: line)))
                    }
                case .tooLong(let beginning):
                    babbled = true
                    let excerpt = WorkerWire.excerpt(of: beginning)
                    let words = WorkerSentences.tooLong(excerpt, bound: WorkerWire.longestLine)
                    event(.babble(slot: slot, excerpt: words))
                }
            }
        }
        hasBabbled = babbled
        return isOpen
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

/// The last bytes of a stream.
struct Tail {
    let capacity: Int
    private var bytes: [UInt8] = []

    init(capacity: Int) { self.capacity = capacity }

    mutating func append(_ more: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: more.suffix(capacity))
        if bytes.count > 2 * capacity { bytes.removeFirst(bytes.count - capacity) }
    }

    /// Nil when nothing was written.
    var text: String? { bytes.isEmpty ? nil : String(decoding: bytes.suffix(capacity), as: UTF8.self) }
}
