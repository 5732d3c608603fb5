import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a stream, for as long as the source lives; there is one at a time. After the second
/// signal the third one ends the process as it would have without the source. A signal that the process was started
/// to ignore (`nohup`) stays ignored. Where no descriptors are left for it, signals end the process as they would without
/// the source, and the stream ends at once.
public final class InterruptSource: Sendable {
    public let interrupts: AsyncStream<Interrupt>
    private let handled: [Interrupt]
    private let writing: Int32?

    public convenience init() { self.init(pipe: Self.makePipe()) }

    /// - Parameter pipe: nil where there is none to be had.
    init(pipe: (reading: Int32, writing: Int32)?) {
        let (stream, continuation) = AsyncStream.makeStream(of: Interrupt.self)
        interrupts = stream
        guard let (reading, writing) = pipe else {
            handled = []
            writing = nil
            continuation.finish()
            return
        }
        handled = Interrupt.allCases.filter { !Self.isIgnored($0.number) }
        self.writing = writing
        signalPipe.store(writing, ordering: .sequentiallyConsistent)
        let handled = handled
        let thread = Thread { Self.pass(from: reading, to: continuation, handled) }
        thread.name = "signals"
        thread.start()
        for interrupt in handled { Self.install(interrupt.number) }
    }

    deinit {
        guard let writing else { return }
        Self.restoreDefaults(handled)
        signalPipe.store(-1, ordering: .sequentiallyConsistent)
        // Its reader sees the end of the pipe.
        close(writing)
    }

    private static func makePipe() -> (reading: Int32, writing: Int32)? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    private static func pass(
        from descriptor: Int32, to continuation: AsyncStream<Interrupt>.Continuation, _ handled: [Interrupt]
    ) {
        unblock(handled)
        var seen = 0
        var byte: UInt8 = 0
        while true {
            let count = read(descriptor, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count == 1 else { break }
            guard let interrupt = handled.first(where: { $0.number == Int32(byte) }) else { continue }
            seen += 1
            if seen == 2 { restoreDefaults(handled) }
            continuation.yield(interrupt)
        }
        continuation.finish()
        close(descriptor)
    }

    /// Lets the calling thread take the signals, should whoever started this process have had them blocked.
    private static func unblock(_ handled: [Interrupt]) {
        var signals = sigset_t()
        sigemptyset(&signals)
        for interrupt in handled { sigaddset(&signals, interrupt.number) }
        pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }

    private static func install(_ number: Int32) {
        var action = sigaction()
        // Nothing but calls that are allowed inside a handler.
        let handler: @convention(c) (Int32) -> Void = { number in
            let code = errno
            var byte = UInt8(truncatingIfNeeded: number)
            _ = write(signalPipe.load(ordering: .relaxed), &byte, 1)
            errno = code
        }
        #if os(Linux)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        action.sa_flags = Int32(SA_RESTART)
        sigaction(number, &action, nil)
    }

    private static func restoreDefaults(_ handled: [Interrupt]) {
        for interrupt in handled { signal(interrupt.number, SIG_DFL) }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var current = sigaction()
        sigaction(number, nil, &current)
        #if os(Linux)
            let handler = current.__sigaction_handler.sa_handler
        #else
            let handler = current.__sigaction_u.__sa_handler
        #endif
        // SIG_IGN is the address 1, which no import into Swift can be compared with.
        return unsafeBitCast(handler, to: Int.self) == 1
    }
}

/// Where the signal handler writes; -1 while there is no source.
private let signalPipe = Atomic<Int32>(-1)

extension Interrupt {
    /// The signal's number.
    public var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        }
    }
}
