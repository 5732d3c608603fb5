import Testing

@testable import Workers

@Suite("Cutting bytes into lines") struct LineSplitterTests {
    private func split(_ text: String, by size: Int, longest: Int = 100) -> (lines: [String], tooLong: [String]) {
        var splitter = LineSplitter(longest: longest)
        var lines: [String] = []
        var tooLong: [String] = []
        let bytes = Array(text.utf8)
        for start in stride(from: 0, to: bytes.count, by: size) {
            bytes[start..<min(bytes.count, start + size)].withUnsafeBytes { piece in
                splitter.take(piece) {
                    switch $0 {
                    case .line(let line): lines.append(String(decoding: line, as: UTF8.self))
                    case .tooLong(let line): tooLong.append(String(decoding: line, as: UTF8.self))
                    }
                }
            }
        }
        return (lines, tooLong)
    }

    @Test("The cuts of the stream do not show in the lines", arguments: 1...12) func cuts(size: Int) {
        #expect(split("one\ntwo\n\nthree and more\nrest", by: size).lines == ["one", "two", "", "three and more"])
    }

    @Test(
        "A line beyond the bound is told once, by its beginning, and nothing after it is read", arguments: [1, 7, 64])
    func bound(size: Int) {
        let result = split("fine\n" + String(repeating: "x", count: 30) + "\nlater\n", by: size, longest: 20)
        #expect(result.lines == ["fine"])
        #expect(result.tooLong.count == 1)
        #expect(result.tooLong.first?.allSatisfy { $0 == "x" } == true)
    }
}
