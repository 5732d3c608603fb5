import Foundation
import Synchronization

/// What a process does when the one that started it has ended: it kills the process group that it has started, and ends.
///
/// A plain SIGKILL at the parent's death would leave the group running with nobody to end it.
public enum ParentWatch {
    /// From now on; told by the kernel (Linux).
    public static func begin() {
        // So that the handler meets a variable that exists.
        guarded.store(0, ordering: .sequentiallyConsistent)
        var action = sigaction()
        // Nothing but calls that are allowed inside a handler.
        let handler: @convention(c) (Int32) -> Void = { _ in ParentWatch.parentIsGone(status: 128 + SIGKILL) }
        #if os(Linux)
            action.__sigaction_handler.sa_handler = handler
        #else
            action.__sigaction_u.__sa_handler = handler
        #endif
        sigaction(SIGHUP, &action, nil)
        askForSignalAtParentsDeath(SIGHUP)
    }

    /// What is to be done when there is nobody to work for any more: the process ends, at once where it has started nothing,
    /// else within two seconds, in which whoever waits for the group can end what has left it.
    public static func parentIsGone(status: Int32) {
        let group = guarded.load(ordering: .sequentiallyConsistent)
        if group <= 0 { _exit(status) }
        kill(-group, SIGKILL)
        alarm(2)
    }

    /// The process group that is to end with the parent; nil for none.
    public static func guardGroup(_ group: pid_t?) { guarded.store(group ?? 0, ordering: .sequentiallyConsistent) }
}

private let guarded = Atomic<Int32>(0)
