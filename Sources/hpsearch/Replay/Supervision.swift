import Foundation
import Processes
import Synchronization
import Workers

/// Commands that run programs themselves, without workers, do so in a second process of their own: whichever of the two is
/// killed, the other is left to end what has been started.
///
/// The second process is told of the first one's end by SIGTERM, and ends its run as after an interrupt; where the second is
/// killed, what it has started becomes the first one's, which kills it.
enum Supervision {
    /// In the first process, starts the second, waits for it, and ends as it has ended; in the second, returns. Where the
    /// system does not tell of a parent's end, or no process can be had, there is but one.
    static func begin() {
        #if os(Linux)
            if let parent = ProcessInfo.processInfo.environment[LocalWorkerFleet.parentVariable] {
                askForSignalAtParentsDeath(SIGTERM)
                // It may have ended before.
                if Int32(parent) != getppid() { _exit(128 + SIGKILL) }
                return
            }
            adoptOrphans()
            setenv(LocalWorkerFleet.parentVariable, String(getpid()), 1)
            var arguments: [UnsafeMutablePointer<CChar>?] = CommandLine.arguments.map { strdup($0) } + [nil]
            var pid: pid_t = 0
            let failure = posix_spawn(&pid, Platform.executable, nil, nil, &arguments, environ)
            for argument in arguments { free(argument) }
            unsetenv(LocalWorkerFleet.parentVariable)
            guard failure == 0 else { return }
            supervise(pid)
        #endif
    }

    #if os(Linux)
        private static func supervise(_ pid: pid_t) -> Never {
            supervised.store(pid, ordering: .sequentiallyConsistent)
            var action = sigaction()
            let handler: @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void = {
                number, info, _ in
                // What the terminal sends has reached the second process as well.
                guard let info, info.pointee.si_code <= 0 else { return }
                kill(supervised.load(ordering: .sequentiallyConsistent), number)
            }
            action.__sigaction_handler.sa_sigaction = handler
            action.sa_flags = SA_SIGINFO | SA_RESTART
            // Whoever started this process may have left them blocked.
            var unblocked = sigset_t()
            sigemptyset(&unblocked)
            for number in [SIGINT, SIGTERM, SIGHUP] {
                sigaddset(&unblocked, number)
                var before = sigaction()
                sigaction(number, &action, &before)
                if unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self) == 1 {
                    // Ignored from the start, as `nohup` has it.
                    sigaction(number, &before, nil)
                }
            }
            pthread_sigmask(SIG_UNBLOCK, &unblocked, nil)
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            guard let signal = ExitReason.signal(ofWaitStatus: status) else { exit((status >> 8) & 0xFF) }
            for _ in 0..<3 {
                for left in ProcessTable.descendants(of: getpid()) { kill(left, SIGKILL) }
            }
            exit(128 + signal)
        }
    #endif
}

private let supervised = Atomic<Int32>(0)
