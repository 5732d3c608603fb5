import Foundation
import Synchronization

/// The near ends of the workers' standard inputs. A line is written by the thread that sends it; what a full pipe does
/// not take waits for the fleet's thread.
final class FleetInputs: Sendable {
    private struct Input {
        let pid: pid_t
        var descriptor: Int32?
        var backlog: [UInt8] = []
    }

    private let inputs = Mutex<[Int: Input]>([:])
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called when a backlog has come into being.
    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    func open(_ slot: Int, _ descriptor: Int32, pid: pid_t) {
        inputs.withLock { $0[slot] = Input(pid: pid, descriptor: descriptor) }
    }

    /// Closes the input; the slot keeps its process until `forget`.
    func close(_ slot: Int) {
        inputs.withLock { inputs in
            if let descriptor = inputs[slot]?.descriptor { _ = Foundation.close(descriptor) }
            inputs[slot]?.descriptor = nil
            inputs[slot]?.backlog = []
        }
    }

    func forget(_ slot: Int) {
        close(slot)
        inputs.withLock { $0[slot] = nil }
    }

    func pid(_ slot: Int) -> pid_t? { inputs.withLock { $0[slot]?.pid } }

    func send(_ line: [UInt8], to slot: Int) {
        let hasBacklog = inputs.withLock { inputs in
            guard var input = inputs[slot], let descriptor = input.descriptor else { return false }
            if !input.backlog.isEmpty {
                inputs[slot]?.backlog += line
                return true
            }
            input.backlog = Self.write(line, to: descriptor)
            inputs[slot] = input
            return !input.backlog.isEmpty
        }
        if hasBacklog { wake() }
    }

    /// The descriptor to wait for, where something waits to be written.
    func blockedDescriptor(_ slot: Int) -> Int32? {
        inputs.withLock { inputs in
            guard let input = inputs[slot], !input.backlog.isEmpty else { return nil }
            return input.descriptor
        }
    }

    func flush(_ slot: Int) {
        inputs.withLock { inputs in
            guard let input = inputs[slot], let descriptor = input.descriptor else { return }
            inputs[slot]?.backlog = Self.write(input.backlog, to: descriptor)
        }
    }

    /// Writes what the pipe takes.
    /// - Returns: the rest; nothing when nobody reads any more, which shows as the worker's end.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> [UInt8] {
        if case .partly(let rest) = writeBytes(bytes, to: descriptor) { rest } else { [] }
    }
}
