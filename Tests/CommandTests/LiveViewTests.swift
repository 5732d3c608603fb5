import Foundation
import StudyCore
import Testing

@testable import hpsearch

@Suite("The live view")
struct LiveViewTests {
    private static let began = Date(timeIntervalSince1970: 1_772_366_400)

    private func progress(repeats: Int = 2) -> StudyProgress {
        let trials = (0..<3).map { number in
            TrialRecord(
                number: number, configuration: Configuration([("width", .integer(8 << number))]),
                runs: (0..<repeats).map {
                    RunRecord(key: RunKey(trial: number, repeat: $0), seed: 1, state: .waiting, attempts: 0)
                })
        }
        var progress = StudyProgress(
            name: "grid", objective: Objective(.maximize, "validation.accuracy"), repeats: repeats, stepsPerRun: 10,
            began: Self.began, configuration: { trials[$0].configuration })
        for trial in trials { progress.takeUp(trial) }
        return progress
    }

    private func run(_ progress: inout StudyProgress, _ key: RunKey, accuracy: Double, examples: Int? = nil) {
        _ = progress.apply([
            .started(key, attempt: 1, worker: "0", host: "tower", at: Self.began),
            .ended(
                key,
                RunResult(
                    diverged: false, metrics: ["validation.accuracy": accuracy],
                    predictions: examples.map {
                        [Prediction(split: .validation, count: $0, bits: [UInt8](repeating: 0, count: ($0 + 7) / 8))]
                    } ?? []),
                at: Self.began.addingTimeInterval(10)),
        ])
    }

    @Test("shows progress, pace, time left, the best trial with its interval, and a row for each worker")
    func lines() {
        var progress = progress()
        run(&progress, RunKey(trial: 1, repeat: 0), accuracy: 0.9)
        run(&progress, RunKey(trial: 1, repeat: 1), accuracy: 0.92)
        let key = RunKey(trial: 2, repeat: 0)
        _ = progress.apply([.started(key, attempt: 1, worker: "1", host: "tower", at: Self.began)])
        for (step, value) in [0.1, 0.5, 0.4, 0.9].enumerated() {
            let measurement = StudyCore.Measurement(
                unit: .epoch, step: step + 1, seconds: 1, values: [("validation.accuracy", value)])
            _ = progress.apply([.measured(key, measurement)])
        }
        let now = Self.began.addingTimeInterval(20)
        let lines = LiveDisplay(usesColor: false).lines(progress, now: now, width: 200)
        #expect(
            lines == [
                "grid",
                "█████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░  1/3 trials · 2/6 runs · 6.0 runs/min · 20.0 s · about 40.0 s left",
                "running 1 · complete 1",
                "best so far  trial 1  validation.accuracy 0.9100, 0.7829 … 1.0000 at 95 %  width 16",
                "worker 1  trial 2.0  epoch 4/10  0.9000 ▁▅▄█  20.0 s",
            ])
        for width in [40, 60] {
            let narrow = LiveDisplay(usesColor: false).lines(progress, now: now, width: width)
            #expect(narrow.allSatisfy { $0.count <= width })
        }
    }

    @Test("a single run has the interval of its examples, where these are known")
    func single() {
        var progress = progress(repeats: 1)
        run(&progress, RunKey(trial: 0, repeat: 0), accuracy: 0.5)
        let lines = LiveDisplay(usesColor: false).lines(progress, now: Self.began.addingTimeInterval(4), width: 200)
        #expect(lines.contains("best so far  trial 0  validation.accuracy 0.5000  width 8"))
        run(&progress, RunKey(trial: 1, repeat: 0), accuracy: 0.9, examples: 100)
        let told = LiveDisplay(usesColor: false).lines(progress, now: Self.began.addingTimeInterval(4), width: 200)
        // Wilson's, as statsmodels' proportion_confint(90, 100, method="wilson") has it.
        #expect(told.contains("best so far  trial 1  validation.accuracy 0.9000, 0.8256 … 0.9448 at 95 %  width 16"))
    }

    @Test(
        "a pace is told in the unit that suits it",
        arguments: [(250, "250 runs/s"), (1.5, "1.5 runs/s"), (0.05, "3.0 runs/min"), (0.001, "3.6 runs/h")])
    func pace(_ runsPerSecond: Double, text: String) {
        #expect(ProgressText.pace(runsPerSecond) == text)
    }
}
