import Foundation
import StudyCore

@testable import Reports

/// Studies to report on.
enum Fixtures {
    static let start = Date(timeIntervalSince1970: 1_772_366_400)  // 2026-03-01 12:00:00 UTC

    static func study(
        _ trials: [TrialRecord], name: String = "mnist-momentum", state: StudyState = .complete,
        objective: Objective = Objective(.maximize, "validation.accuracy"), description: String? = nil,
        provenance: [(name: String, value: String)] = []
    ) -> StudyRecord {
        StudyRecord(
            name: name, description: description, seed: 20, state: state, objective: objective, text: "",
            directory: "/home/ada/studies", toolVersion: "0.1.0", created: start, elapsed: 812.5, trials: trials,
            provenance: provenance)
    }

    static func run(
        _ trial: Int, _ number: Int = 0, _ state: RunState = .complete, metrics: [String: Double] = [:],
        curve: [StudyCore.Measurement] = [], failures: [FailureRecord] = [], attempts: Int = 1
    ) -> RunRecord {
        RunRecord(
            key: RunKey(trial: trial, repeat: number), seed: 1_134_903_170 + UInt64(number), state: state,
            attempts: state == .waiting ? 0 : attempts, metrics: metrics, curve: curve, failures: failures,
            host: state == .waiting ? nil : "tower", worker: state == .waiting ? nil : "0",
            started: state == .waiting ? nil : start.addingTimeInterval(Double(trial) * 40 + 0.25),
            finished: state.isFinal ? start.addingTimeInterval(Double(trial) * 40 + 31.5) : nil)
    }

    /// A trial of one run with an accuracy.
    static func trial(_ number: Int, accuracy: Double?, state: RunState = .complete) -> TrialRecord {
        let metrics = accuracy.map { ["validation.accuracy": $0] } ?? [:]
        return TrialRecord(
            number: number, configuration: Configuration([("width", .integer(64 << (number % 4)))]),
            runs: [run(number, 0, state, metrics: metrics)])
    }

    static func measured(_ accuracy: Double) -> [String: Double] {
        [
            "validation.accuracy": accuracy, "validation.loss": (1 - accuracy) * 3.4, "test.accuracy": accuracy - 0.02,
            "test.loss": (1.02 - accuracy) * 3.1, "train.loss": 0.0102, "seconds": 31.24, "parameters": 1_068_810,
        ]
    }

    static func curve(_ epochs: Int) -> [StudyCore.Measurement] {
        (1...epochs).map { epoch in
            StudyCore.Measurement(
                unit: .epoch, step: epoch, seconds: 3.125,
                values: [
                    ("train.loss", 0.5 / Double(epoch)), ("validation.loss", 0.45 / Double(epoch).squareRoot()),
                    ("validation.accuracy", 1 - 0.04 / Double(epoch)),
                ])
        }
    }

    static func configuration(_ number: Int) -> Configuration {
        let rates = [0.1, 0.023, 0.3, 0.001, 0.0123456789, 0.7]
        let algorithms = ["momentum", "adam"]
        return Configuration([
            ("learning_rate", .real(rates[number % 6])), ("algorithm", .text(algorithms[number % 2])),
            ("wide", .integer(512 << (number % 3))), ("batch_size", .integer(100)),
        ])
    }

    /// Trials of every state, two repeats each.
    static let mixed: StudyRecord = {
        let signal = RunFailure(
            .crashed, "the worker ended by signal 9", standardErrorTail: "step 120\nKilled\u{1B}[2J\n")
        let slow = RunFailure(.timedOut, "the attempt took longer than 20 min")
        let trials = [
            TrialRecord(
                number: 0, configuration: configuration(0),
                runs: [
                    run(0, 0, metrics: measured(0.9812), curve: curve(3)),
                    run(0, 1, metrics: measured(0.9798), curve: curve(30)),
                ]),
            TrialRecord(
                number: 1, configuration: configuration(1),
                runs: [run(1, 0, metrics: measured(0.987)), run(1, 1, metrics: measured(0.9858))]),
            TrialRecord(
                number: 2, configuration: configuration(2),
                runs: [
                    run(2, 0, .diverged, metrics: ["validation.accuracy": 0.1028, "train.loss": .nan]),
                    run(2, 1, metrics: measured(0.9)),
                ]),
            TrialRecord(
                number: 3, configuration: configuration(3),
                runs: [
                    run(
                        3, 0, .failed,
                        failures: [
                            FailureRecord(attempt: 1, failure: signal, at: start.addingTimeInterval(130)),
                            FailureRecord(attempt: 2, failure: slow, at: start.addingTimeInterval(150)),
                        ], attempts: 2), run(3, 1, metrics: measured(0.9306)),
                ]),
            TrialRecord(
                number: 4, configuration: configuration(4),
                runs: [run(4, 0, .pruned, metrics: ["validation.accuracy": 0.91]), run(4, 1, .pruned)]),
            TrialRecord(
                number: 5, configuration: configuration(5),
                runs: [run(5, 0, .running), run(5, 1, .waiting)]),
            TrialRecord(
                number: 6, configuration: configuration(6),
                runs: [run(6, 0, .waiting), run(6, 1, .waiting)]),
        ]
        return study(
            trials, state: .interrupted, description: "Step size and widths of a two-layer net on MNIST",
            provenance: [
                ("data", "mnist, 50,000 rows to train, 10,000 to validate, 3,000 held out"),
                ("openblas", "0.3.21 SkylakeX"),
            ])
    }()

    /// A complete study of one parameter.
    static let simple = study(
        [0.9837, 0.9683, 0.1028, 0.9837].enumerated().map { trial($0.offset, accuracy: $0.element) }, name: "sweep")
}
