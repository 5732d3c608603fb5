import Foundation
import Processes
import Synchronization

/// The near ends of the workers' standard inputs. A line is written by the thread that sends it; what a full pipe does
/// not take waits for the fleet's thread.
final class FleetInputs: Sendable {
    fileprivate struct Input {
        let pid: pid_t
        var descriptor: Int32?
        var backlog: [UInt8] = []
        /// Whether the worker has closed its end.
        var isBroken = false
    }

    private let inputs = Mutex<[Int: Input]>([:])
    private let wake: @Sendable () -> Void

    /// - Parameter wake: called when a backlog has come into being, or an input turns out to be broken.
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
        let needsLook = inputs.withLock { inputs in
            guard let input = inputs[slot], input.descriptor != nil, !input.isBroken else { return false }
            if input.backlog.isEmpty {
                inputs[slot]?.write(line)
            } else {
                inputs[slot]?.backlog += line
            }
            return inputs[slot].map { $0.isBroken || !$0.backlog.isEmpty } ?? false
        }
        if needsLook { wake() }
    }

    /// Whether the worker was found to read no more.
    func isBroken(_ slot: Int) -> Bool { inputs.withLock { $0[slot]?.isBroken ?? false } }

    /// The descriptor to wait for, where something waits to be written.
    func blockedDescriptor(_ slot: Int) -> Int32? {
        inputs.withLock { inputs in
            guard let input = inputs[slot], !input.backlog.isEmpty else { return nil }
            return input.descriptor
        }
    }

    func flush(_ slot: Int) {
        inputs.withLock { inputs in
            guard let backlog = inputs[slot]?.backlog else { return }
            inputs[slot]?.write(backlog)
        }
    }
}

extension FleetInputs.Input {
    /// Writes what the pipe takes; the rest is the backlog.
    fileprivate mutating func write(_ bytes: [UInt8]) {
        guard let descriptor else { return }
        backlog = []
        switch writeBytes(bytes, to: descriptor) {
        case .whole: break
        case .partly(let rest): backlog = rest
        case .nobodyReads: isBroken = true
        }
    }
}
