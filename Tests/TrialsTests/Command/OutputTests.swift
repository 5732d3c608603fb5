import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("A program's output")
struct OutputTests {
    private func lines(_ chunks: [String], needed: [[UInt8]] = []) -> [String] {
        var splitter = OutputLines(needed: needed)
        var found: [String] = []
        for chunk in chunks {
            Array(chunk.utf8).withUnsafeBytes { bytes in
                splitter.take(bytes) { found.append(String(decoding: $0, as: UTF8.self)) }
            }
        }
        splitter.finish { found.append(String(decoding: $0, as: UTF8.self)) }
        return found
    }

    @Test("lines end with a line feed or a carriage return, the last one need not")
    func ends() {
        #expect(lines(["a\nb", "c\r\nd\re", "", "f"]) == ["a", "bc", "d", "ef"])
        #expect(lines([]) == [])
        #expect(lines(["\n\n", "\n"]) == [])
    }

    @Test("however the output is cut, the lines are the same, with and without something looked for")
    func cuts() {
        let text = "one\ntwo {x\n\nthree\r{four\nfive\nsix{"
        for length in 1...text.count {
            var chunks: [String] = []
            var rest = Substring(text)
            while !rest.isEmpty {
                chunks.append(String(rest.prefix(length)))
                rest = rest.dropFirst(length)
            }
            #expect(lines(chunks) == ["one", "two {x", "three", "{four", "five", "six{"])
            let found = lines(chunks, needed: [Array("{".utf8)])
            #expect(found.filter { $0.contains("{") } == ["two {x", "{four", "six{"])
        }
    }

    @Test("of a line of many megabytes the beginning is kept, and the next line is whole")
    func longLine() {
        var splitter = OutputLines()
        var counts: [Int] = []
        let chunk = [UInt8](repeating: UInt8(ascii: "a"), count: 1 << 16)
        for _ in 0..<64 { chunk.withUnsafeBytes { splitter.take($0) { counts.append($0.count) } } }
        Array("\nnext\n".utf8).withUnsafeBytes { splitter.take($0) { counts.append($0.count) } }
        #expect(counts == [OutputLines.longest, 4])
        #expect(splitter.hasLongLine)
    }

    @Test("the beginning and the end of a long output are kept, and how much is left out is told")
    func kept() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var output = KeptOutput(path: path)
        var line = 0
        while output.count < 3_000_000 {
            line += 1
            Array("line \(line)\n".utf8).withUnsafeBytes { output.append($0) }
        }
        #expect(output.lastLines(2) == ["line \(line - 1)", "line \(line)"])
        let total = output.count
        output.finish()
        let text = try String(contentsOfFile: path, encoding: .utf8)
        #expect(text.hasPrefix("line 1\nline 2\n") && text.hasSuffix("line \(line)\n"))
        #expect(text.contains("… \(total - 2 * KeptOutput.greatestPart) bytes are left out here …"))
        #expect(text.utf8.count < 2 * KeptOutput.greatestPart + 100)
    }

    @Test("an output a little longer than its beginning is kept whole")
    func keptWhole() throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        var output = KeptOutput(path: path)
        let text = (0..<60_000).map { "\($0)\n" }.joined()
        Array(text.utf8).withUnsafeBytes { output.append($0) }
        output.finish()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test("lines to be quoted are printable, short, and hold something")
    func lastLines() {
        var output = KeptOutput(path: "/dev/null/x")
        let text = "first\n\u{1B}[31mred\n\n   \n\(String(repeating: "x", count: 500))\n"
        Array(text.utf8).withUnsafeBytes { output.append($0) }
        #expect(output.lastLines(9) == ["first", "\\u{1b}[31mred", String(repeating: "x", count: 200) + "…"])
        #expect(output.failure == "Not a directory")
    }
}
