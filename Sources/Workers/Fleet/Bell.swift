import Foundation
import Processes

/// Wakes a thread that waits in `poll`.
final class Bell: Sendable {
    let listening: Int32
    private let ringing: Int32

    init() throws(SystemFailure) {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { throw SystemFailure(errno) }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        listening = ends[0]
        ringing = ends[1]
    }

    deinit {
        close(listening)
        close(ringing)
    }

    func ring() {
        var byte: UInt8 = 1
        _ = write(ringing, &byte, 1)
    }

    func hush() {
        withUnsafeTemporaryAllocation(byteCount: 256, alignment: 1) { buffer in
            while read(listening, buffer.baseAddress, buffer.count) == buffer.count {}
        }
    }
}
