import Foundation

// Calls that Swift's view of the C library leaves out: variadic ones and those behind `_GNU_SOURCE`.

#if os(Linux)
    /// `prctl(PR_SET_PDEATHSIG, SIGKILL)`: this process is killed when the thread that started it ends.
    func dieWithParent() {
        typealias Call = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32
        guard let symbol = dlsym(nil, "prctl") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(1, UInt(SIGKILL), 0, 0, 0)
    }

    /// Has a new process close everything from `first` on, where the C library can (glibc 2.34 and later).
    func addCloseFrom(_ first: Int32, to actions: inout posix_spawn_file_actions_t) {
        typealias Call = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(&actions, first)
    }

    /// `POSIX_SPAWN_SETSID`.
    let spawnInNewSession: Int32 = 0x80
#else
    func dieWithParent() {}
    func addCloseFrom(_ first: Int32, to actions: inout posix_spawn_file_actions_t?) {}
    let spawnInNewSession: Int32 = 0x400
#endif

/// How far a write came.
enum Written: Equatable {
    case whole
    /// The descriptor does not block and takes no more now; the rest.
    case partly([UInt8])
    /// Nobody reads any more.
    case nobodyReads
}

/// Writes everything to a blocking descriptor, as much as it takes to one that does not block.
func writeBytes(_ bytes: [UInt8], to descriptor: Int32) -> Written {
    var offset = 0
    while offset < bytes.count {
        let written = bytes[offset...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        if written >= 0 {
            offset += written
        } else if errno == EAGAIN {
            return .partly(Array(bytes[offset...]))
        } else if errno != EINTR {
            return .nobodyReads
        }
    }
    return .whole
}

/// A call of the system that failed, with what the system says about it.
struct SystemFailure: Error {
    let reason: String

    init(_ code: Int32) { reason = String(cString: strerror(code)) }
}
