import Foundation

/// Waits for the moment of a kill.
struct MomentWatch {
    let launch: Launch
    let reference: Reference
    /// Which part of the study is still to be done, in 0…1.
    let left: Double
    let watch: FolderWatch
    let began = Date()

    /// - Returns: false where the process ended first.
    func wait(for kill: Kill) -> Bool {
        guard comes(kill) else { return false }
        if kill.delay > 0 { usleep(UInt32(kill.delay * 1e6)) }
        return launch.isRunning
    }

    private func comes(_ kill: Kill) -> Bool {
        switch kill.moment {
        case .start: sleepUntil(kill.place * 0.1)
        case .anywhere: sleepUntil(kill.place * max(0.1, reference.seconds * left * 1.05))
        case .workers: poll { !launch.workers.isEmpty }
        case .commit: change(.log, after: kill)
        case .transfer: change(.database, after: kill)
        case .checkpoint: change(.other, after: kill)
        case .finish:
            poll {
                linesOfProgress >= Int(Double(reference.trials) * left)
                    - (kill.place < 0.3 ? 1 : kill.place < 0.5 ? 2 : 0)
            }
        }
    }

    private var linesOfProgress: Int { launch.complained.split(separator: "\n").count { $0.contains("] trial ") } }

    private func sleepUntil(_ seconds: Double) -> Bool {
        while launch.isRunning {
            let rest = seconds - Date().timeIntervalSince(began)
            guard rest > 0 else { return true }
            usleep(UInt32(min(rest, 0.002) * 1e6))
        }
        return false
    }

    private func poll(_ condition: () -> Bool) -> Bool {
        while launch.isRunning {
            if condition() { return true }
            usleep(500)
        }
        return false
    }

    /// Until a file of a kind has changed once or a few times, after a time that is drawn.
    private func change(_ kind: FileKind, after kill: Kill) -> Bool {
        guard sleepUntil(kill.place * 0.8 * reference.seconds * left) else { return false }
        while !watch.changes(within: 0).isEmpty {}
        // A transaction is several writes, and each of them may be the last.
        var left = 1 + Int(kill.place * 1000) % 4
        while launch.isRunning {
            for change in watch.changes(within: 5) where FileKind(change.name) == kind {
                left -= 1
                if left == 0 { return true }
            }
        }
        return false
    }
}
