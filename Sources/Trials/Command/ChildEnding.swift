import Foundation
import Processes

/// Brings a run's program and everything that it has started to an end: asked first, then made to.
///
/// The one place from which a run's processes are signalled.
struct ChildEnding {
    enum Cause: Equatable {
        /// The run is to end as soon as it can; what it reports is dropped.
        case cancelled
        /// The run has been told to stop early; what it has reported counts.
        case stopped
        /// What it writes can no longer be read: a pattern took too long on a line.
        case slowPattern
        /// It takes more memory than it may, in bytes.
        case memory(taken: Int, limit: Int)
    }

    /// Seconds between SIGTERM and SIGKILL when a run is cancelled: less than the scheduler waits for the answer.
    static let cancelGrace = 1.0
    /// Seconds that a program has to end by itself when it is told to stop early.
    static let stopGrace = 10.0
    /// The same for what is left of it when it has ended.
    static let leftoverGrace = 0.3

    /// Why the program was made to end; nil while it was not.
    private(set) var cause: Cause?
    private let group: pid_t
    private var terminateAt: Double?
    private var killAt: Double?

    /// - Parameter group: the program's process group, which it leads.
    init(group: pid_t) { self.group = group }

    /// Begins to end the program; a harder reason replaces a softer one.
    /// - Parameter input: where a line `stop` asks it to end, for programs that want that.
    mutating func begin(_ cause: Cause, now: Double, input: Int32?) {
        guard self.cause == nil || (self.cause == .stopped && cause != .stopped) else { return }
        self.cause = cause
        switch cause {
        case .cancelled, .slowPattern:
            if let input { Self.ask(input) }
            kill(-group, SIGTERM)
            killAt = now + Self.cancelGrace
        case .stopped:
            if let input {
                Self.ask(input)
                terminateAt = now + Self.stopGrace
                killAt = now + Self.stopGrace + Self.cancelGrace
            } else {
                kill(-group, SIGTERM)
                killAt = now + Self.stopGrace
            }
        case .memory: kill(-group, SIGKILL)
        }
        // A stopped process takes no signal but SIGKILL before it goes on.
        kill(-group, SIGCONT)
    }

    /// Sends the signals that are due.
    mutating func pass(now: Double) {
        if let time = terminateAt, time <= now {
            kill(-group, SIGTERM)
            terminateAt = nil
        }
        if let time = killAt, time <= now {
            kill(-group, SIGKILL)
            killAt = nil
        }
    }

    private static func ask(_ input: Int32) { _ = writeBytes(Array("stop\n".utf8), to: input) }

    /// Ends what is left of the program's process group, and what has left it, once the program itself is gone and has been
    /// waited for.
    /// - Returns: how many processes there were, as far as can be told.
    func endLeftovers() -> Int {
        guard kill(-group, 0) == 0 || Self.hasOrphans() else { return 0 }
        let orphans = adoptsOrphans ? ProcessTable.descendants(of: getpid()) : []
        for pid in orphans { kill(pid, SIGTERM) }
        kill(-group, SIGTERM)
        var waits = Int(Self.leftoverGrace / 0.005)
        while waits > 0, isLeft() {
            usleep(5_000)
            waits -= 1
        }
        // What takes SIGKILL and lives on for long hangs in the kernel; nobody can do more. On a machine that has much to do
        // it takes its time to go.
        for _ in 0..<2000 where isLeft() {
            kill(-group, SIGKILL)
            if adoptsOrphans { for pid in ProcessTable.descendants(of: getpid()) { kill(pid, SIGKILL) } }
            usleep(5_000)
        }
        return max(1, orphans.count)
    }

    private func isLeft() -> Bool { Self.hasOrphans() || kill(-group, 0) == 0 }

    /// Whether this process has children that have not ended, where all that it has are the program's; collects those
    /// that have.
    private static func hasOrphans() -> Bool {
        guard adoptsOrphans else { return false }
        var status: Int32 = 0
        while true {
            let pid = waitpid(-1, &status, WNOHANG)
            if pid == 0 { return true }
            if pid < 0, errno != EINTR { return false }
        }
    }
}
