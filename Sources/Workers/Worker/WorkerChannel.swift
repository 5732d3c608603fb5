import Foundation
import Processes

/// The worker's end of the protocol: its standard input and output, moved to private descriptors, so that neither a
/// stray print nor a child process can touch them.
final class WorkerChannel: @unchecked Sendable {
    let input: Int32
    private let output: Int32
    /// For how long after a writing `writeSoon` holds lines back.
    private let pause: Duration
    // Guarded by `condition`: whole lines that are still to be written, and when the last were.
    private let condition = NSCondition()
    private var held: [UInt8] = []
    private var lastWriting = ContinuousClock.now

    /// More bytes than these are not held back.
    private static let mostHeld = 1 << 15

    /// Takes over the process's standard streams: input reads from nothing then, and output goes to standard error.
    static func takingOverStandardStreams() -> WorkerChannel? {
        let input = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
        let output = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)
        guard input >= 0, output >= 0, dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 else { return nil }
        let nothing = open("/dev/null", O_RDONLY)
        guard nothing >= 0 else { return nil }
        dup2(nothing, STDIN_FILENO)
        close(nothing)
        // What is printed must stand in standard error even when the process crashes a moment later.
        if let stream = dlsym(nil, "stdout")?.assumingMemoryBound(to: UnsafeMutablePointer<FILE>?.self).pointee {
            setvbuf(stream, nil, Int32(_IOLBF), 0)
        }
        return WorkerChannel(input: input, output: output)
    }

    init(input: Int32, output: Int32, pause: Duration = .milliseconds(20)) {
        self.input = input
        self.output = output
        self.pause = pause
        let thread = Thread { self.writeHeld() }
        thread.name = "lines held back"
        thread.start()
    }

    /// Writes one line, from any thread, after those that were held back. When nobody reads any more the process ends: there
    /// is nobody to work for. A program that it has started is ended first.
    func write(_ line: [UInt8]) {
        let somebodyReads = condition.withLock {
            held += line
            return flush()
        }
        if !somebodyReads { ParentWatch.parentIsGone(status: 0) }
    }

    /// The same for a line that nobody waits for: within milliseconds of the last writing it is held back, at most as long again,
    /// to go with the next ones, so that both sides wake once for the measurements of short epochs.
    func writeSoon(_ line: [UInt8]) {
        let somebodyReads = condition.withLock {
            held += line
            if held.count > Self.mostHeld || isDue { return flush() }
            condition.signal()
            return true
        }
        if !somebodyReads { ParentWatch.parentIsGone(status: 0) }
    }

    private var isDue: Bool { lastWriting.duration(to: .now) >= pause }

    /// Writes what is held, under the lock.
    /// - Returns: false when nobody reads any more.
    private func flush() -> Bool {
        defer {
            held.removeAll(keepingCapacity: held.count <= 2 * Self.mostHeld)
            lastWriting = .now
        }
        return writeAll(held)
    }

    /// A thread's work: writes lines that no other one has taken along in time.
    private func writeHeld() -> Never {
        while true {
            condition.withLock { while held.isEmpty { condition.wait() } }
            usleep(UInt32(clamping: Int(pause / .microseconds(1))))
            let somebodyReads = condition.withLock { held.isEmpty || !isDue || flush() }
            if !somebodyReads { ParentWatch.parentIsGone(status: 0) }
        }
    }

    /// - Returns: false when nobody reads any more.
    private func writeAll(_ line: [UInt8]) -> Bool {
        var rest = line
        while true {
            switch writeBytes(rest, to: output) {
            case .whole: return true
            case .nobodyReads: return false
            case .partly(let left):
                // Whoever started this worker gave it a pipe that does not block.
                rest = left
                var request = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
                _ = poll(&request, 1, -1)
            }
        }
    }

    /// Reads what has come.
    /// - Returns: the number of bytes, 0 at the end, nil when nothing came within `seconds`.
    func read(into buffer: UnsafeMutableRawBufferPointer, within seconds: Double) -> Int? {
        var request = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
        while true {
            let ready = poll(&request, 1, Int32(clamping: Int(seconds * 1000)))
            if ready == 0 { return nil }
            if ready < 0 {
                if errno == EINTR { continue }
                return 0
            }
            let count = Foundation.read(input, buffer.baseAddress, buffer.count)
            if count >= 0 { return count }
            if errno != EINTR, errno != EAGAIN { return 0 }
        }
    }
}
