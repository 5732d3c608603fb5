import Foundation
import Synchronization

/// Names the case that was under way when the process crashes, and ends the process when a case does not end.
final class CaseWatch: Sendable {
    private let slot: Int?
    private let title: String
    private let began = Mutex<Double?>(nil)
    private let number = Atomic<Int>(-1)

    init(title: String) {
        self.title = title
        slot = CrashNotes.take(title)
        let thread = Thread { [weak self] in
            while let self, self.isWithinPatience() { Thread.sleep(forTimeInterval: 1) }
        }
        thread.start()
    }

    deinit { if let slot { CrashNotes.free(slot) } }

    static var now: Double { ProcessInfo.processInfo.systemUptime }

    func begin(_ number: Int) {
        began.withLock { $0 = Self.now }
        self.number.store(number, ordering: .relaxed)
        if let slot { CrashNotes.set(slot, number) }
    }

    func end() { began.withLock { $0 = nil } }

    /// False when the series has ended; does not return where a case takes too long.
    private func isWithinPatience() -> Bool {
        guard let since = began.withLock({ $0 }) else { return number.load(ordering: .relaxed) < 0 }
        guard Self.now - since > MutationSeries.patience else { return true }
        let sentence = "\(title)\(number.load(ordering: .relaxed)) has not ended in \(Int(MutationSeries.patience)) s\n"
        FileHandle.standardError.write(Data(sentence.utf8))
        abort()
    }
}

/// What is said of the cases under way when the process receives a signal that ends it. All of it stands ready before, as
/// nothing may be allocated then.
private enum CrashNotes {
    private static let capacity = 8
    nonisolated(unsafe) static let lines = UnsafeMutablePointer<Line>.allocate(capacity: capacity)
    private static let used = Mutex([Bool](repeating: false, count: capacity))

    struct Line {
        let title: UnsafeMutablePointer<UInt8>
        let length: Int
        var number: Int
    }

    static let install: Void = {
        lines.initialize(repeating: Line(title: .allocate(capacity: 1), length: 0, number: -1), count: capacity)
        for signal in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT, SIGFPE] { catchSignal(signal) }
    }()

    static func take(_ title: String) -> Int? {
        install
        return used.withLock { used in
            guard let slot = used.firstIndex(of: false) else { return nil }
            used[slot] = true
            let bytes = Array(title.utf8)
            let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count)
            memory.initialize(from: bytes, count: bytes.count)
            lines[slot] = Line(title: memory, length: bytes.count, number: -1)
            return slot
        }
    }

    static func set(_ slot: Int, _ number: Int) { lines[slot].number = number }

    static func free(_ slot: Int) {
        used.withLock { used in
            lines[slot].number = -1
            used[slot] = false
        }
    }

    /// Writes the lines, and lets whoever handled the signal before have it.
    private static func catchSignal(_ number: Int32) {
        var action = sigaction()
        let handler: @convention(c) (Int32) -> Void = { number in
            for slot in 0..<CrashNotes.capacity where CrashNotes.lines[slot].number >= 0 {
                let line = CrashNotes.lines[slot]
                _ = write(STDERR_FILENO, line.title, line.length)
                writeDecimal(line.number)
            }
            sigaction(number, previousActions + Int(number), nil)
            // Raised by the instruction again, once the handler returns; SIGABRT has to be raised anew.
            if number == SIGABRT { raise(number) }
        }
        #if os(Linux)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        sigaction(number, &action, previousActions + Int(number))
    }
}

/// By signal; written once, before any signal can come.
nonisolated(unsafe) private let previousActions: UnsafeMutablePointer<sigaction> = {
    let memory = UnsafeMutablePointer<sigaction>.allocate(capacity: 64)
    memory.initialize(repeating: sigaction(), count: 64)
    return memory
}()

/// Writes a number and a line feed to standard error without allocating.
private func writeDecimal(_ number: Int) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { digits in
        var place = 23
        digits[place] = UInt8(ascii: "\n")
        var rest = number
        repeat {
            place -= 1
            digits[place] = UInt8(ascii: "0") + UInt8(rest % 10)
            rest /= 10
        } while rest > 0
        _ = write(STDERR_FILENO, digits.baseAddress.map { $0 + place }, 24 - place)
    }
}
