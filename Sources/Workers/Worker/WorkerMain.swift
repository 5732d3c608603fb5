import Foundation
import Processes
import StudyCore

/// How long a worker waits for things.
public struct WorkerPatience: Sendable {
    /// Seconds for a run to end by itself after the input has closed.
    public var closing: Double
    /// Seconds without a single command, pings included, after which the scheduler counts as gone.
    public var silence: Double

    public init(closing: Double = 0.5, silence: Double = 300) {
        self.closing = closing
        self.silence = silence
    }
}

/// What `hpsearch worker --stdio` does: takes runs from its standard input and reports on its standard output, until
/// the input closes.
///
/// The runs are carried out one after the other on a thread of their own with a large stack; the calling thread reads
/// commands, answers pings at once, and ends the process within a second after its input has closed, even in the
/// middle of a step. Whatever a run prints lands in standard error.
///
/// Exit status: 0 when the input closed, 2 when a command was not understood, 3 when the scheduler fell silent.
public func workerMain(
    kinds: [any TrialKind], identity: WorkerIdentity, patience: WorkerPatience = WorkerPatience()
) -> Never {
    // Interrupts are the scheduler's business; a write to a closed pipe is told by its result.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    ParentWatch.begin()
    // What a run's program leaves behind is this process's child, so that it is found.
    adoptOrphans()
    // The parent may have died before its death could be asked to be told.
    if let parent = ProcessInfo.processInfo.environment[LocalWorkerFleet.parentVariable].flatMap({ Int32($0) }),
        getppid() != parent
    {
        _exit(0)
    }
    guard let channel = WorkerChannel.takingOverStandardStreams() else { end(2, WorkerSentences.noStreams) }
    let queue = WorkerQueue()
    let runs = WorkerRuns(kinds: kinds, channel: channel)
    let thread = Thread {
        while let (request, control) = queue.next() { runs.carryOut(request, control: control) }
    }
    thread.stackSize = 64 << 20
    thread.name = "runs"
    thread.start()
    channel.write(WorkerWire.line(.hello(identity)))
    serve(channel, queue, patience)
}

private func serve(_ channel: WorkerChannel, _ queue: WorkerQueue, _ patience: WorkerPatience) -> Never {
    var splitter = LineSplitter()
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 16)
    while true {
        guard let count = channel.read(into: buffer, patience: patience) else {
            queue.close(patience: patience.closing)
            end(3, WorkerSentences.schedulerSilent)
        }
        if count == 0 {
            queue.close(patience: patience.closing)
            end(0)
        }
        splitter.take(UnsafeRawBufferPointer(rebasing: buffer[..<count])) { piece in
            guard case .line(let line) = piece else { end(2, WorkerSentences.commandTooLong) }
            do {
                switch try WorkerWire.command(from: line) {
                case .run(let request): queue.append(request)
                case .cancel(let key, let attempt):
                    if queue.cancel(key, attempt: attempt) {
                        channel.write(WorkerWire.line(.cancelled(key, attempt: attempt)))
                    }
                case .advise(let key, let attempt, let advice): queue.advise(key, attempt: attempt, advice)
                case .ping: channel.write(WorkerWire.line(.pong))
                }
            } catch {
                end(2, WorkerSentences.notUnderstood(error))
            }
        }
    }
}

extension WorkerChannel {
    /// Of how many parts a silence is made up.
    private static let parts = 10

    /// Reads what has come; nil when nothing came for so long. A silence counts in parts: while this process was stopped it
    /// heard nothing, and that costs it one of them, however long it was.
    fileprivate func read(into buffer: UnsafeMutableRawBufferPointer, patience: WorkerPatience) -> Int? {
        for _ in 0..<Self.parts {
            if let count = read(into: buffer, within: patience.silence / Double(Self.parts)) { return count }
        }
        return nil
    }
}

/// Ends the process without flushing: another thread may hold a stream's lock.
private func end(_ status: Int32, _ sentence: String? = nil) -> Never {
    if let sentence { _ = writeBytes(Array("\(sentence)\n".utf8), to: STDERR_FILENO) }
    _exit(status)
}
