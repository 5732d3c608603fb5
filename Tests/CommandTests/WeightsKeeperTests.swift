import Foundation
import StudyCore
import Testing
import Trials

@testable import hpsearch

@Suite("The files of trained weights")
struct WeightsKeeperTests {
    private static let objective = Objective(.maximize, "validation.accuracy")

    /// A study in memory with its files: what is recorded, and runs that end.
    private final class Ledger {
        let files: RunFiles
        let kept: WeightsKept
        let repeats: Int
        var runs: [RunKey: RunRecord] = [:]

        init(_ kept: WeightsKept = .best, repeats: Int = 2) {
            files = RunFiles(
                directory: FileManager.default.temporaryDirectory.appending(path: "keeper-\(UUID().uuidString)").path)
            self.kept = kept
            self.repeats = repeats
        }

        deinit { try? FileManager.default.removeItem(atPath: files.directory) }

        func keeper(repeats: Int? = nil, asks: @escaping @Sendable (Int) -> Bool = { _ in true }) -> WeightsKeeper {
            let trials = Dictionary(grouping: runs.values, by: \.key.trial).map { number, runs in
                TrialRecord(
                    number: number, configuration: Configuration([]), runs: runs.sorted { $0.key < $1.key })
            }
            var keeper = WeightsKeeper(
                files: files, kept: kept, objective: objective, repeats: repeats ?? self.repeats, asksForWeights: asks)
            for trial in trials.sorted(by: { $0.number < $1.number }) { keeper.takeUp(trial) }
            keeper.begin()
            return keeper
        }

        func write(_ key: RunKey) throws { try files.write([], to: .weights, of: key, durably: false) }

        /// Records the end of a run, complete where there is a value, failed for good where there is none.
        func record(_ key: RunKey, _ value: Double?) -> RunEvent {
            runs[key] = RunRecord(
                key: key, seed: 1, state: value == nil ? .failed : .complete, attempts: 1,
                metrics: value.map { [objective.metric: $0] } ?? [:])
            guard let value else {
                return .failed(key, attempt: 1, RunFailure(.data, "no"), isRetried: false, at: Date())
            }
            return .ended(key, RunResult(diverged: false, metrics: [objective.metric: value]), at: Date())
        }

        var stored: [String] { files.keys(.weights).map { "\($0.trial)-\($0.repeat)" } }
    }

    /// Trial 1 is the best by its mean, though 2 has the best run and 3, equal to it, a greater number; one run of 4 fails.
    private static let values: [(key: RunKey, value: Double?)] = [
        (RunKey(trial: 0, repeat: 0), 0.5), (RunKey(trial: 0, repeat: 1), 0.25),
        (RunKey(trial: 1, repeat: 0), 0.75), (RunKey(trial: 1, repeat: 1), 0.75),
        (RunKey(trial: 2, repeat: 0), 1), (RunKey(trial: 2, repeat: 1), 0.125),
        (RunKey(trial: 3, repeat: 0), 0.5), (RunKey(trial: 3, repeat: 1), 1),
        (RunKey(trial: 4, repeat: 0), 1), (RunKey(trial: 4, repeat: 1), nil),
    ]

    /// Where a launch is killed while the end of a run is seen to.
    private enum Kill: CaseIterable { case never, beforeRecord, afterRecord, amidRemoval }

    @Test("are the best trial's in the end, whatever the order of the runs and wherever a launch was killed")
    func anyOrder() throws {
        var generator = SystemRandomNumberGenerator()
        for round in 0..<60 {
            let ledger = Ledger()
            var keeper = ledger.keeper()
            let order = Self.values.shuffled(using: &generator)
            var waiting = order[...]
            while let (key, value) = waiting.first {
                try ledger.write(key)
                let kill = Kill.allCases.randomElement(using: &generator) ?? .never
                let before = ledger.runs
                let removable = keeper.decide([ledger.record(key, value)])
                switch kill {
                case .never: for key in removable { ledger.files.remove(.weights, of: key) }
                case .beforeRecord: ledger.runs = before
                case .afterRecord: break
                case .amidRemoval:
                    for key in removable.prefix(removable.count / 2) { ledger.files.remove(.weights, of: key) }
                }
                if kill != .never { keeper = ledger.keeper() }
                if kill != .beforeRecord { waiting = waiting.dropFirst() }
            }
            // A retry may yet make trial 4 whole.
            #expect(ledger.stored == ["1-0", "1-1", "4-0"], "round \(round): \(order.map(\.key))")
            #expect(keeper.warnings == [])
        }
    }

    @Test("are those of all complete runs with save: all, none of a run that failed")
    func all() throws {
        let ledger = Ledger(.all)
        var keeper = ledger.keeper()
        for (key, value) in Self.values {
            try ledger.write(key)
            for key in keeper.decide([ledger.record(key, value)]) { ledger.files.remove(.weights, of: key) }
        }
        let complete = ["0-0", "0-1", "1-0", "1-1", "2-0", "2-1", "3-0", "3-1", "4-0"]
        #expect(ledger.stored == complete)
        #expect(keeper.warnings == [])
        // A launch that was killed before it removed the failed run's.
        try ledger.write(RunKey(trial: 4, repeat: 1))
        keeper = ledger.keeper()
        #expect(ledger.stored == complete)
    }

    @Test("that could not be written are told, those that nobody asked for are not")
    func unwritten() {
        let (first, second) = (RunKey(trial: 0, repeat: 0), RunKey(trial: 1, repeat: 0))
        for (kept, sentence) in [
            (
                WeightsKept.best,
                "the best trial's weights could not be written to '%'; its results are kept, and once there is room, --restart trains all again"
            ),
            (
                .all,
                "the weights of 2 runs could not be written to '%'; their results are kept, and once there is room, --restart trains all again"
            ),
        ] {
            let ledger = Ledger(kept, repeats: 1)
            var keeper = ledger.keeper()
            _ = keeper.decide([ledger.record(first, 0.5), ledger.record(second, 0.75)])
            #expect(keeper.warnings == [sentence.replacing("%", with: ledger.files.directory)])
        }
        let single = Ledger(.all, repeats: 1)
        var keeper = single.keeper(asks: { $0 == 1 })
        _ = keeper.decide([single.record(first, 0.5), single.record(second, 0.75)])
        #expect(
            keeper.warnings
                == [
                    "the weights of 1 run could not be written to '\(single.files.directory)'; its results are kept, and once there is room, --restart trains all again"
                ])
        let silent = Ledger(.best, repeats: 1)
        keeper = silent.keeper(asks: { _ in false })
        _ = keeper.decide([silent.record(first, 0.5)])
        #expect(keeper.warnings == [])
    }

    @Test("that were let go before their trial became the best are told as such")
    func letGo() throws {
        let ledger = Ledger(repeats: 1)
        var keeper = ledger.keeper()
        for (trial, value) in [(0, 0.75), (1, 0.5)] {
            let key = RunKey(trial: trial, repeat: 0)
            try ledger.write(key)
            for key in keeper.decide([ledger.record(key, value)]) { ledger.files.remove(.weights, of: key) }
        }
        #expect(ledger.stored == ["0-0"])
        keeper = ledger.keeper(repeats: 2)
        for (trial, value) in [(0, 0.25), (1, 1.0)] {
            let key = RunKey(trial: trial, repeat: 1)
            try ledger.write(key)
            for key in keeper.decide([ledger.record(key, value)]) { ledger.files.remove(.weights, of: key) }
        }
        #expect(ledger.stored == ["1-1"])
        #expect(
            keeper.warnings == [
                "the weights of trial 1, repeat 0 were not kept, since the trial was not the best one when that run ended; "
                    + "'save: all' under 'network' keeps those of every trial"
            ])
    }
}
