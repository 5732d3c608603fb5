import Foundation
import GRDB
import StudyCore
import Synchronization

import struct StudyCore.Configuration
import struct StudyCore.Measurement

@testable import Store

/// A directory for one test.
final class Scratch: Sendable {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("store-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.appendingPathComponent("studies.sqlite").path }

    func open(
        _ mode: StudyDatabase.Mode = .readWrite(create: true), processes: any ProcessTable = FakeProcesses(),
        busyTimeout: Double = 10, schema: Schema = .current
    ) throws -> StudyDatabase {
        try StudyDatabase.open(
            path: path, mode: mode, processes: processes, busyTimeout: busyTimeout, schema: schema)
    }

    /// SQLite without any of our care.
    func raw() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .immediateError
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: path, configuration: configuration)
    }
}

/// A machine as a test wants it.
final class FakeProcesses: ProcessTable {
    let host: String
    let bootIdentifier: String
    let ownIdentifier: Int
    private let alive: Mutex<[Int: Int]>

    init(host: String = "anvil", boot: String = "boot-1", pid: Int = 100, alive: [Int: Int] = [:]) {
        self.host = host
        bootIdentifier = boot
        ownIdentifier = pid
        self.alive = Mutex(alive.merging([pid: 5000 + pid]) { known, _ in known })
    }

    func startTime(of process: Int) -> Int? { alive.withLock { $0[process] } }
    func set(_ process: Int, startTime: Int?) { alive.withLock { $0[process] = startTime } }
}

let moment = Date(timeIntervalSince1970: 1_772_366_400)  // 2026-03-01T12:00:00Z

func makeStudy(
    _ name: String = "mnist-grid", repeats: Int = 1, seed: UInt64 = 20, text: String = "name: mnist-grid\n",
    description: String? = nil
) -> Study {
    let parameters = [
        Parameter(name: "width", distribution: .values([.integer(64), .integer(128)], weights: nil)),
        Parameter(name: "beta", distribution: .values([.real(0.5), .real(0.9)], weights: nil)),
    ]
    return Study(
        name: name, description: description, seed: seed, objective: Objective(.maximize, "validation.accuracy"),
        space: SearchSpace(parameters: parameters), search: SearchPlan(method: "grid", repeats: repeats),
        trial: TrialDescription(kind: "network", node: ["epochs": 2]), text: text, directory: "/studies")
}

func configuration(_ width: Int, _ beta: Double = 0.5) -> Configuration {
    Configuration([("width", .integer(width)), ("beta", .real(beta))])
}

func measurement(_ step: Int, _ values: [(String, Double)] = [("train.loss", 0.5)]) -> Measurement {
    Measurement(unit: .epoch, step: step, seconds: 0.25, values: values.map { (name: $0.0, value: $0.1) })
}

extension RunEvent {
    static func started(_ trial: Int, _ number: Int = 0, attempt: Int = 1) -> RunEvent {
        .started(RunKey(trial: trial, repeat: number), attempt: attempt, worker: "0", host: "anvil", at: moment)
    }

    static func ended(_ trial: Int, _ number: Int = 0, _ metrics: [String: Double] = [:]) -> RunEvent {
        .ended(RunKey(trial: trial, repeat: number), RunResult(diverged: false, metrics: metrics), at: moment)
    }

    static func failed(_ trial: Int, _ number: Int = 0, attempt: Int = 1, isRetried: Bool = false) -> RunEvent {
        .failed(
            RunKey(trial: trial, repeat: number), attempt: attempt, RunFailure(.crashed, "killed by signal 9"),
            isRetried: isRetried, at: moment)
    }
}

/// What the call throws, as a sentence; nil when it throws nothing.
func sentence(_ body: () throws -> Void) -> String? {
    do {
        try body()
        return nil
    } catch let error as StoreError {
        return error.sentence
    } catch {
        return "not a StoreError: \(error)"
    }
}
