import Foundation
import StudyCore
import Testing

/// The studies of `studies/commands`: programs that know nothing of this tool. Those whose programs are not here are skipped.
///
/// Python is looked for beside `HPSEARCH_PYTHON`, then on the PATH.
@Suite("Studies of real programs", .serialized)
struct RealProgramTests {
    /// Where programs are looked for.
    private static let path: String = {
        let surroundings = ProcessInfo.processInfo.environment
        let path = surroundings["PATH"] ?? "/usr/bin:/bin"
        guard let python = surroundings["HPSEARCH_PYTHON"], python.contains("/") else { return path }
        return "\(URL(fileURLWithPath: python).deletingLastPathComponent().path):\(path)"
    }()

    /// Whether a shell's command succeeds.
    private static func succeeds(_ command: String) -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", command]
        process.environment = ["PATH": path]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Runs a study and gives its trials, best first.
    private func trials(_ name: String, workers: String = "2") async throws -> [Node] {
        let place = try Workplace()
        let file = Workplace.repository.appendingPathComponent("studies/commands/\(name).yaml").path
        let outcome = try await place.start(
            ["study", file, "--quiet", "--format", "json", "--workers", workers], environment: ["PATH": Self.path]
        ).ended()
        withExtendedLifetime(place) {}
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        return try #require(try Node(json: outcome.output)["trials"]?.listValue)
    }

    private func value(_ trial: Node?, _ metric: String) -> Double? { trial?["metrics"]?[metric]?.numberValue }

    @Test("an awk one-liner", .enabled(if: succeeds("command -v awk"), "there is no awk"))
    func simpson() async throws {
        let trials = try await trials("simpson")
        #expect(trials.count == 6)
        #expect(trials.first?["parameters"]?["rule"]?.textValue == "simpson")
        #expect(try #require(value(trials.first, "error")) < 1e-12)
        // The error of the trapezoid rule goes down with the square of the number of intervals.
        let trapezoid = trials.filter { $0["parameters"]?["rule"]?.textValue == "trapezoid" }
        let errors = trapezoid.compactMap { value($0, "error") }
        #expect(errors.count == 3 && abs(errors[1] / errors[0] - 16) < 0.1)
    }

    @Test("zstd's benchmark", .enabled(if: succeeds("command -v zstd"), "there is no zstd"))
    func zstd() async throws {
        let trials = try await trials("zstd", workers: "1")
        #expect(trials.count == 6)
        for trial in trials {
            #expect(try #require(value(trial, "compression.speed")) > 0)
            #expect(try #require(value(trial, "decompression.speed")) > 0)
            #expect(try #require(value(trial, "ratio")) > 1)
        }
    }

    @Test("flags of the C compiler", .enabled(if: succeeds("command -v cc"), "there is no C compiler"))
    func compilerFlags() async throws {
        let trials = try await trials("compiler-flags", workers: "1")
        #expect(trials.count == 8 && trials.allSatisfy { $0["runs"]?.integerValue == 5 })
        for trial in trials { #expect(try #require(value(trial, "time")) > 0) }
    }

    @Test(
        "a PyTorch script",
        .enabled(if: succeeds("python3 -c 'import torch'"), "python3 has no torch; HPSEARCH_PYTHON may name another"))
    func torch() async throws {
        let trials = try await trials("spirals")
        #expect(trials.count == 6)
        #expect(try #require(value(trials.first, "validation.accuracy")) > 0.6)
    }

    @Test(
        "scikit-learn",
        .enabled(
            if: succeeds("python3 -c 'import sklearn'"), "python3 has no sklearn; HPSEARCH_PYTHON may name another"))
    func scikitLearn() async throws {
        let trials = try await trials("svc")
        #expect(trials.count == 6)
        #expect(try #require(value(trials.first, "accuracy")) > 0.85)
    }

    @Test(
        "LightGBM",
        .enabled(
            if: succeeds("python3 -c 'import lightgbm, sklearn'"),
            "python3 has no lightgbm; HPSEARCH_PYTHON may name another"))
    func boosting() async throws {
        let trials = try await trials("boosting")
        #expect(trials.count == 3 && trials.allSatisfy { $0["runs"]?.integerValue == 2 })
        #expect(try #require(value(trials.first, "auc")) > 0.9)
    }
}
