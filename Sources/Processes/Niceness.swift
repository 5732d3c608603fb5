import Foundation

/// Gives the calling thread the niceness that this process was started with, for what it starts to inherit.
///
/// On Linux niceness is a thread's. Dispatch sets that of its own threads where it may, as root does, and threads begun by
/// these have it too; the main thread keeps what `nice hpsearch …` asked for.
func takeNicenessOfProcess() {
    #if os(Linux)
        let process = Int32(PRIO_PROCESS.rawValue)
        let wanted = getpriority(process, id_t(getpid()))
        // Who may not be less nice stays as nice as they are.
        if getpriority(process, 0) != wanted { setpriority(process, 0, wanted) }
    #endif
}
