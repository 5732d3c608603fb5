import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("Metrics out of a file")
struct MetricFileTests {
    private let path: String

    init() { path = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID().uuidString)").path }

    private func append(_ text: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private final class Findings {
        var texts: [String] = []
        func take(_ values: [(name: String, value: Double)], _ step: Step?) {
            texts.append(
                (step.map { "\($0.number): " } ?? "") + values.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
        }
    }

    @Test("a table is read as it grows, also where a line comes in parts and the last has no end")
    func csv() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .csv, continues: false)
        let found = Findings()
        file.follow(found.take)
        try append("epoch, \"loss\",note\n1,0.5,x\n2,0.")
        file.follow(found.take)
        #expect(found.texts == ["1: loss 0.5"])
        try append("25,\n3,,y\n4,nan")
        file.finish(found.take)
        #expect(found.texts == ["1: loss 0.5", "2: loss 0.25", "3: ", "4: loss nan"])
    }

    @Test(
        "a JSON file: one object, a list, or a line each",
        arguments: [
            #"{"loss": 0.5, "epoch": 2}"#, #"[{"loss": 0.5, "epoch": 2}]"#, "{\"loss\": 0.5, \"epoch\": 2}\n",
        ])
    func json(text: String) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .json, continues: false)
        let found = Findings()
        try append(text)
        file.follow(found.take)
        #expect(found.texts.isEmpty)
        file.finish(found.take)
        #expect(found.texts == ["2: loss 0.5"])
    }

    @Test("what was there before the run is not its own", arguments: [MetricFileFormat.json, .jsonLines])
    func before(format: MetricFileFormat) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        try append("{\"loss\": 1}\n")
        var file = MetricFile(path: path, format, continues: false)
        var again = MetricFile(path: path, format, continues: true)
        let found = Findings()
        file.finish(found.take)
        #expect(found.texts.isEmpty)
        again.finish(found.take)
        #expect(found.texts == ["loss 1.0"])
    }

    @Test("a file that is missing, or no metrics at all, gives nothing")
    func nothing() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        let found = Findings()
        var missing = MetricFile(path: path, .json, continues: false)
        missing.finish(found.take)
        try append("\u{0}\u{1}binary")
        var binary = MetricFile(path: path, .json, continues: true)
        binary.finish(found.take)
        #expect(found.texts.isEmpty)
    }
}
