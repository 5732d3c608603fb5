import Foundation
import Synchronization

// Calls that Swift's view of the C library leaves out: variadic ones and those behind `_GNU_SOURCE`.

#if os(Linux)
    private typealias ControlCall = @convention(c) (Int32, UInt, UInt, UInt, UInt) -> Int32

    /// `prctl` with one argument.
    /// - Returns: whether it succeeded.
    private func control(_ option: Int32, _ argument: UInt) -> Bool {
        guard let symbol = dlsym(nil, "prctl") else { return false }
        return unsafeBitCast(symbol, to: ControlCall.self)(option, argument, 0, 0, 0) == 0
    }

    /// `prctl(PR_SET_PDEATHSIG)`: this process is sent a signal when the thread that started it ends.
    public func askForSignalAtParentsDeath(_ signal: Int32) { _ = control(1, UInt(signal)) }

    /// `prctl(PR_SET_CHILD_SUBREAPER)`: what loses its parent among this process's descendants becomes its child. For
    /// processes that start nothing but runs' programs, one at a time: `adoptsOrphans` says that all children are such.
    public func adoptOrphans() { adopting.store(control(36, 1), ordering: .sequentiallyConsistent) }

    /// `pidfd_open(2)`: a descriptor that can be read from once the process has ended; nil where the system has none.
    public func descriptor(ofProcess pid: pid_t) -> Int32? {
        typealias Call = @convention(c) (pid_t, UInt32) -> Int32
        guard let symbol = dlsym(nil, "pidfd_open") else { return nil }
        let descriptor = unsafeBitCast(symbol, to: Call.self)(pid, 0)
        return descriptor >= 0 ? descriptor : nil
    }

    /// Has a new process close everything from `first` on, where the C library can (glibc 2.34 and later).
    func addCloseFrom(_ first: Int32, to actions: inout posix_spawn_file_actions_t) {
        typealias Call = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else { return }
        _ = unsafeBitCast(symbol, to: Call.self)(&actions, first)
    }

    /// Has a new process begin in a directory (glibc 2.29 and later).
    /// - Returns: whether the C library can.
    func addDirectory(_ path: String, to actions: inout posix_spawn_file_actions_t) -> Bool {
        typealias Call =
            @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, UnsafePointer<CChar>) -> Int32
        guard let symbol = dlsym(nil, "posix_spawn_file_actions_addchdir_np") else { return false }
        return unsafeBitCast(symbol, to: Call.self)(&actions, path) == 0
    }

    /// `POSIX_SPAWN_SETSID`.
    let spawnInNewSession: Int32 = 0x80
#else
    public func askForSignalAtParentsDeath(_ signal: Int32) {}
    public func adoptOrphans() {}
    public func descriptor(ofProcess pid: pid_t) -> Int32? { nil }
    func addCloseFrom(_ first: Int32, to actions: inout posix_spawn_file_actions_t?) {}
    func addDirectory(_ path: String, to actions: inout posix_spawn_file_actions_t?) -> Bool {
        posix_spawn_file_actions_addchdir_np(&actions, path) == 0
    }
    let spawnInNewSession: Int32 = 0x400
#endif

/// Whether `adoptOrphans` has been called, with success.
public var adoptsOrphans: Bool { adopting.load(ordering: .sequentiallyConsistent) }

private let adopting = Atomic<Bool>(false)

/// How far a write came.
public enum Written: Equatable {
    case whole
    /// The descriptor does not block and takes no more now; the rest.
    case partly([UInt8])
    /// Nobody reads any more.
    case nobodyReads
}

/// Writes everything to a blocking descriptor, as much as it takes to one that does not block.
public func writeBytes(_ bytes: [UInt8], to descriptor: Int32) -> Written {
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

/// Nanoseconds on a clock that never goes back.
public func monotonicNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// Nanoseconds that the calling thread has computed.
public func threadNanoseconds() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// A call of the system that failed, with what the system says about it.
public struct SystemFailure: Error {
    /// The system's words: `No such file or directory`.
    public let reason: String
    /// The error's number.
    public let code: Int32

    public init(_ code: Int32) {
        self.code = code
        reason = String(cString: strerror(code))
    }
}
