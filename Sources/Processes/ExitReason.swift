import Foundation

/// How a process ended, in words that follow a colon.
public enum ExitReason {
    public static func words(waitStatus status: Int32) -> String {
        guard let signal = signal(ofWaitStatus: status) else { return "exit status \((status >> 8) & 0xFF)" }
        guard let known = signals[signal] else { return "killed by signal \(signal)" }
        return "killed by \(known.name) (\(known.meaning))"
    }

    /// The signal that ended the process; nil where it exited.
    public static func signal(ofWaitStatus status: Int32) -> Int32? { status & 0x7F == 0 ? nil : status & 0x7F }

    private static let signals: [Int32: (name: String, meaning: String)] = [
        SIGHUP: ("SIGHUP", "hang-up"), SIGINT: ("SIGINT", "interrupt"), SIGQUIT: ("SIGQUIT", "quit"),
        // Swift ends a program that broke one of its rules by an instruction that is not there.
        SIGILL: ("SIGILL", "illegal instruction, or a check that failed"),
        SIGTRAP: ("SIGTRAP", "trap, or a check that failed"), SIGABRT: ("SIGABRT", "abort"),
        SIGBUS: ("SIGBUS", "bus error, as of a mapped file that was cut short"), SIGFPE: ("SIGFPE", "arithmetic error"),
        SIGKILL: ("SIGKILL", "kill -9"), SIGUSR1: ("SIGUSR1", "user signal 1"),
        SIGSEGV: ("SIGSEGV", "segmentation fault"), SIGUSR2: ("SIGUSR2", "user signal 2"),
        SIGPIPE: ("SIGPIPE", "broken pipe"), SIGALRM: ("SIGALRM", "alarm clock"),
        SIGTERM: ("SIGTERM", "request to end"), SIGXCPU: ("SIGXCPU", "processor time limit"),
        SIGXFSZ: ("SIGXFSZ", "file size limit"), SIGSYS: ("SIGSYS", "bad system call"),
    ]
}
