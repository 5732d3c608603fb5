import Foundation
import Testing

@testable import TrainingBenchmark

/// PyTorch's side, where PyTorch is: from the same start it must come to the same end.
@Suite("The benchmark's peer")
struct PeerTests {
    /// Python with PyTorch: `HPSEARCH_PYTHON`, or python3 where it has it.
    static let python = interpreter(with: "torch")
    static let pythonWithOptuna = interpreter(with: "torch, optuna")

    private static func interpreter(with packages: String) -> String? {
        let interpreter = ProcessInfo.processInfo.environment["HPSEARCH_PYTHON"] ?? "python3"
        return (try? output(of: [interpreter, "-c", "import \(packages)"])) == nil ? nil : interpreter
    }

    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func path(_ file: String) -> String { repository.appendingPathComponent(file).path }

    private struct Answer: Decodable {
        let rows: Int
        let loss: Double
        let accuracy: Double
    }

    @Test(
        "does the same work in every workload, in all its variants",
        .enabled(if: python != nil, "skipped: no python3 with torch (HPSEARCH_PYTHON names another)"))
    func sameWork() throws {
        let python = try #require(Self.python)
        let images = Images(synthetic: 240)
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        var ours: [TrainingFigures] = []
        var requests = ""
        for workload in try Workload.all() {
            let start = directory.appendingPathComponent(workload.name)
            try FileManager.default.createDirectory(at: start, withIntermediateDirectories: true)
            try StartingPoint(of: workload, on: images, rows: 240, steps: 3, seed: 1).write(to: start)
            let figures = try TrainingFigures(of: workload, on: images, rows: 240, steps: 3, seed: 1)
            for variant in workload.peer + (workload.beside ?? []) {
                let words = variant.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
                requests += "{\"workload\": \"\(workload.name)\", \"steps\": 3, \"start\": \"\(start.path)\", "
                requests += "\"variant\": {\(words)}}\n"
                ours.append(figures)
            }
        }
        try images.write(
            0..<240, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", to: directory)
        let answers = try Self.output(
            of: [python, Self.path("Benchmarks/training/peer.py"), directory.path], input: Data(requests.utf8)
        )
        .split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
        #expect(answers.count == ours.count)
        for (figures, answer) in zip(ours, answers) {
            #expect(answer.rows == figures.rows, "\(figures.workload)")
            #expect(abs(answer.loss - figures.loss) < 0.05 * figures.loss, "\(figures.workload)")
            #expect(abs(answer.accuracy - figures.accuracy) < 0.02, "\(figures.workload)")
        }
    }

    private struct StudyAnswer: Decodable {
        let trials: Int
        let seconds: Double
        let mean: Double
    }

    @Test(
        "carries out studies in two processes",
        .enabled(
            if: pythonWithOptuna != nil, "skipped: no python3 with torch and optuna (HPSEARCH_PYTHON names another)"),
        arguments: [
            (#""objective": "nothing", "storage": "sqlite", "configurations": null, "trials": 5"#, 5),
            (
                #"""
                "objective": "digits", "storage": "journal", "trials": 3, "configurations": [
                {"learning_rate": 0.1, "beta": 0.9, "width": 16}, {"learning_rate": 0.05, "beta": 0.5, "width": 32},
                {"learning_rate": 0.02, "beta": 0.8, "width": 64}]
                """#, 3
            ),
        ])
    func study(request: String, trials: Int) throws {
        let python = try #require(Self.pythonWithOptuna)
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appendingPathComponent("request.json")
        let text = """
            {\(request), "workers": 2, "path": "\(directory.path)/storage",
            "digits": "\(Self.path("Sources/Datasets/Resources/digits.csv.gz"))"}
            """
        try Data(text.utf8).write(to: file)
        let output = try Self.output(of: [python, Self.path("Benchmarks/studies/peer.py"), file.path])
        let answer = try JSONDecoder().decode(StudyAnswer.self, from: Data(output.utf8))
        #expect(answer.trials == trials)
        #expect(answer.seconds > 0)
        #expect(answer.mean > 0 && answer.mean <= 1)
    }

    private struct Failure: Error {}

    /// What a program prints; throws if it cannot be started or fails.
    private static func output(of command: [String], input: Data = Data()) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let (standardInput, standardOutput) = (Pipe(), Pipe())
        process.standardInput = standardInput
        process.standardOutput = standardOutput
        process.standardError = FileHandle.nullDevice
        try process.run()
        try standardInput.fileHandleForWriting.write(contentsOf: input)
        try standardInput.fileHandleForWriting.close()
        let data = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failure() }
        return String(decoding: data, as: UTF8.self)
    }
}
