import Dispatch
import Foundation
import Synchronization

/// SIGINT, SIGTERM and SIGHUP as a stream, for as long as the source lives. After the second signal the third one
/// ends the process as it would have without the source. A signal that the process was started to ignore (`nohup`)
/// stays ignored.
public final class InterruptSource: Sendable {
    public let interrupts: AsyncStream<Interrupt>
    private let sources: Mutex<[any DispatchSourceSignal]>

    public init() {
        let (stream, continuation) = AsyncStream.makeStream(of: Interrupt.self)
        interrupts = stream
        let queue = DispatchQueue(label: "interrupts")
        let count = SignalCount()
        var sources: [any DispatchSourceSignal] = []
        for interrupt in Interrupt.allCases where !Self.leftIgnored.contains(interrupt) {
            signal(interrupt.number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: interrupt.number, queue: queue)
            source.setEventHandler {
                continuation.yield(interrupt)
                if count.next() == 2 { Self.restoreDefaults() }
            }
            source.resume()
            sources.append(source)
        }
        self.sources = Mutex(sources)
    }

    deinit {
        sources.withLock { sources in
            for source in sources { source.cancel() }
        }
        Self.restoreDefaults()
    }

    private static func restoreDefaults() {
        for interrupt in Interrupt.allCases where !leftIgnored.contains(interrupt) {
            signal(interrupt.number, SIG_DFL)
        }
    }

    /// What was ignored before the first source came into being.
    private static let leftIgnored: Set<Interrupt> = Set(Interrupt.allCases.filter { isIgnored($0.number) })

    private static func isIgnored(_ number: Int32) -> Bool {
        var current = sigaction()
        sigaction(number, nil, &current)
        #if os(Linux)
            let handler = unsafeBitCast(current.__sigaction_handler.sa_handler, to: Int.self)
        #else
            let handler = unsafeBitCast(current.__sigaction_u.__sa_handler, to: Int.self)
        #endif
        return handler == 1
    }
}

private final class SignalCount: Sendable {
    private let count = Atomic(0)
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}

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
