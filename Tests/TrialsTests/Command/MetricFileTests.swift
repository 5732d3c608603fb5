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
        func take(_ values: [(name: String, value: Double)], _ steps: [Step]) {
            texts.append(
                (steps.first.map { "\($0.number): " } ?? "")
                    + values.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
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
        try append("25,\n3,,y\n4,nan,")
        file.finish(found.take)
        #expect(found.texts == ["1: loss 0.5", "2: loss 0.25", "3: ", "4: loss nan"])
    }

    @Test(
        "quotes are read as RFC 4180 writes them, and semicolons separate where the header has no comma",
        arguments: [
            ("name,epoch,acc\n\"a,b\",1,0.5\n", ["1: acc 0.5"]),
            ("\"say \"\"hi\"\"\",acc\n2,0.5\n", ["say \"hi\" 2.0, acc 0.5"]),
            ("name,acc\n\"two\nlines, both\",0.5\nx,0.25\n", ["acc 0.5", "acc 0.25"]),
            ("epoch;acc\r\n1;0.5\r\n", ["1: acc 0.5"]),
            ("\"a;b\",acc\n1,2\n", ["a;b 1.0, acc 2.0"]),
            ("\u{FEFF}epoch,acc\n1,0.5\n", ["1: acc 0.5"]),
            ("size,acc\n5\" wide,0.5\n", ["acc 0.5"]),
            ("epoch;acc;loss\n1;0,5;-1,5e-3\n2;\"0,75\";1.5\n", ["1: acc 0.5, loss -0.0015", "2: acc 0.75, loss 1.5"]),
            ("epoch;acc;loss\n1;1,234,5;1.234,5\n2;0,5;x\n", ["1: ", "2: acc 0.5"]),
        ])
    func quotes(text: String, expected: [String]) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .csv, continues: false)
        let found = Findings()
        try append(text)
        file.finish(found.take)
        #expect(found.texts == expected)
        #expect(file.remark == nil)
    }

    @Test("a row that is not as long as the header does not count, and somebody who watches is told")
    func misfits() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .csv, continues: false)
        let found = Findings()
        try append("name,epoch,acc\na,b,1,0.5\nc,2,0.75\n3\n\"open,4,0.5\n")
        file.finish(found.take)
        #expect(found.texts == ["2: acc 0.75"])
        #expect(
            file.remark == "3 rows of '\(path)' are passed over: not as many fields as the first line has names, or a "
                + "quote that is not closed")
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

    /// A long first part that every version begins with, so that only the whole tells the versions apart.
    private static let longBeginning = "epoch,acc,note\n1,0.1," + String(repeating: "x", count: 5000) + "\n"

    @Test(
        "a file that is written anew is read anew, whether it has become shorter, longer or neither",
        arguments: [
            ("epoch,acc\n1,0.5\n2,0.6\n", "epoch,acc\n1,0.7\n", ["1: acc 0.7"]),
            ("epoch,acc\n1,0.5\n", "epoch,acc\n1,0.7\n2,0.8\n", ["1: acc 0.7", "2: acc 0.8"]),
            ("epoch,acc\n1,0.5\n", "epoch,acc\n1,0.7\n", ["1: acc 0.7"]),
            (
                longBeginning + "2,0.5,\n", longBeginning + "2,0.7,\n3,0.8,\n",
                ["1: acc 0.1", "2: acc 0.7", "3: acc 0.8"]
            ),
        ], [true, false])
    func rewritten(texts: (first: String, second: String, expected: [String]), isReplaced: Bool) throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .csv, continues: false)
        let found = Findings()
        let restarted = { found.texts = [] }
        try append(texts.first)
        file.follow(restarted: restarted, found.take)
        #expect(!found.texts.isEmpty)
        // In its place, or by another file of the same name.
        try Data(texts.second.utf8).write(to: URL(fileURLWithPath: path), options: isReplaced ? .atomic : [])
        file.finish(restarted: restarted, found.take)
        #expect(found.texts == texts.expected)
    }

    @Test("a file that only grows is not read again")
    func grows() throws {
        defer { try? FileManager.default.removeItem(atPath: path) }
        var file = MetricFile(path: path, .csv, continues: false)
        let found = Findings()
        try append(Self.longBeginning)
        for epoch in 2...4 {
            file.follow(restarted: { Issue.record("read again") }, found.take)
            try append("\(epoch),0.\(epoch),\n")
        }
        file.finish(restarted: { Issue.record("read again") }, found.take)
        #expect(found.texts == ["1: acc 0.1", "2: acc 0.2", "3: acc 0.3", "4: acc 0.4"])
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
