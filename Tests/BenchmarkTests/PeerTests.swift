import Foundation
import Testing

@testable import TrainingBenchmark

/// PyTorch's side, where PyTorch is: from the same start it must come to the same end.
@Suite("The benchmark's peer")
struct PeerTests {
    /// Python with PyTorch: `HPSEARCH_PYTHON`, or python3 where it has it.
    static let python: String? = {
        let interpreter = ProcessInfo.processInfo.environment["HPSEARCH_PYTHON"] ?? "python3"
        return (try? output(of: [interpreter, "-c", "import torch"], input: Data())) == nil ? nil : interpreter
    }()

    private static let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Benchmarks/training/peer.py").standardizedFileURL.path

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
            for variant in workload.peer {
                let words = variant.map { "\"\($0.key)\": \"\($0.value)\"" }.joined(separator: ", ")
                requests += "{\"workload\": \"\(workload.name)\", \"steps\": 3, \"start\": \"\(start.path)\", "
                requests += "\"variant\": {\(words)}}\n"
                ours.append(figures)
            }
        }
        try images.write(
            0..<240, images: "train-images-idx3-ubyte", labels: "train-labels-idx1-ubyte", to: directory)
        let answers = try Self.output(of: [python, Self.script, directory.path], input: Data(requests.utf8))
            .split(separator: "\n").map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
        #expect(answers.count == ours.count)
        for (figures, answer) in zip(ours, answers) {
            #expect(answer.rows == figures.rows, "\(figures.workload)")
            #expect(abs(answer.loss - figures.loss) < 0.02 * figures.loss, "\(figures.workload)")
            #expect(abs(answer.accuracy - figures.accuracy) < 0.02, "\(figures.workload)")
        }
    }

    private struct Failure: Error {}

    /// What a program prints; throws if it cannot be started or fails.
    private static func output(of command: [String], input: Data) throws -> String {
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
