import StudyCore
import Testing

@testable import StudyFiles

private func node(_ text: String) throws -> Node { try YAMLReader.read(try SourceText(Array(text.utf8))) }

private func complaint(_ bytes: [UInt8]) -> String? {
    do throws(Diagnostic) {
        _ = try YAMLReader.read(try SourceText(bytes))
        return nil
    } catch {
        return error.rendered(file: "s.yaml")
    }
}

@Suite("From YAML to a tree with positions")
struct YAMLReaderTests {
    @Test(
        "plain scalars resolve by the core schema of YAML 1.2",
        arguments: [
            ("1", .integer(1)), ("-17", .integer(-17)), ("+1", .integer(1)), ("0", .integer(0)), ("-0", .integer(0)),
            ("0x1F", .integer(31)), ("0o17", .integer(15)), ("1.0", .real(1)), ("1e-3", .real(0.001)),
            ("1.0e4", .real(10000)), ("1E4", .real(10000)), (".5", .real(0.5)), ("-.5", .real(-0.5)), ("1.", .real(1)),
            ("1.e3", .real(1000)), ("+1.5", .real(1.5)), ("0.1", .real(0.1)), ("0e3", .real(0)),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .real(9_223_372_036_854_775_808)),
            (".inf", .real(.infinity)), ("-.INF", .real(-.infinity)), ("1e999", .real(.infinity)),
            ("true", .boolean(true)), ("True", .boolean(true)), ("FALSE", .boolean(false)), ("~", .null),
            ("null", .null), ("NULL", .null), ("", .null), ("yes", .text("yes")), ("no", .text("no")),
            ("on", .text("on")), ("off", .text("off")), ("y", .text("y")), ("tRUE", .text("tRUE")),
            ("010", .text("010")), ("-010", .text("-010")), ("007.5", .text("007.5")), ("1:30", .text("1:30")),
            ("2026-11-21", .text("2026-11-21")), ("1_000", .text("1_000")), ("0b11", .text("0b11")),
            ("0x", .text("0x")), ("0xG", .text("0xG")), ("0x-1", .text("0x-1")), ("1e", .text("1e")),
            ("1e+", .text("1e+")), (".", .text(".")), ("+", .text("+")), ("1.2.3", .text("1.2.3")),
            ("infinity", .text("infinity")), ("nan", .text("nan")), ("$x", .text("$x")), ("١٢", .text("١٢")),
        ] as [(String, Node.Content)])
    func plainScalar(text: String, expected: Node.Content) throws {
        #expect(try node("key: \(text)")["key"]?.content == expected)
    }

    @Test("quotes and blocks make text of everything")
    func quotedScalars() throws {
        let root = try node(
            """
            double: "1"
            single: '~'
            literal: |
              true
            folded: >-
              1
              2
            """)
        #expect(root["double"]?.content == .text("1"))
        #expect(root["double"]?.isQuoted == true)
        #expect(root["single"]?.content == .text("~"))
        #expect(root["single"]?.isQuoted == true)
        #expect(root["literal"]?.content == .text("true\n"))
        #expect(root["literal"]?.isQuoted == false)
        #expect(root["folded"]?.content == .text("1 2"))
    }

    @Test("every key and value knows its line and column")
    func positions() throws {
        let root = try node(
            """
            # a comment
            first: 1
            second:
              - a
              -   {inner: "x", other: [1, 22]}
            third: |
              text
            last:
            """)
        #expect(root.position == SourcePosition(line: 2, column: 1))
        let entries = try #require(root.mapValue)
        #expect(entries.map(\.keyPosition?.line) == [2, 3, 6, 8])
        #expect(root["first"]?.position == SourcePosition(line: 2, column: 8))
        let list = try #require(root["second"]?.listValue)
        #expect(list[0].position == SourcePosition(line: 4, column: 5))
        #expect(list[1].position == SourcePosition(line: 5, column: 7))
        #expect(list[1].mapValue?[0].keyPosition == SourcePosition(line: 5, column: 8))
        #expect(list[1]["inner"]?.position == SourcePosition(line: 5, column: 15))
        #expect(list[1]["other"]?.listValue?[1].position == SourcePosition(line: 5, column: 31))
        #expect(root["third"]?.position == SourcePosition(line: 6, column: 8))
    }

    @Test("columns count Unicode scalars, lines end with \\n, \\r\\n or \\r and nothing else")
    func unicodePositions() throws {
        let root = try node("größe: {ключ: 日本, b: 🙂, c: 1}\r\nnext: 2\rlast: 3 # \u{2028} \u{85}\nend: 4")
        let inner = try #require(root["größe"]?.mapValue)
        #expect(inner[0].keyPosition == SourcePosition(line: 1, column: 9))
        #expect(inner[0].value.content == .text("日本"))
        #expect(inner[0].value.position == SourcePosition(line: 1, column: 15))
        #expect(inner[1].value.position == SourcePosition(line: 1, column: 22))
        #expect(inner[2].value.position == SourcePosition(line: 1, column: 28))
        #expect(root.mapValue?[1].keyPosition == SourcePosition(line: 2, column: 1))
        #expect(root["next"]?.content == .integer(2))
        #expect(root["last"]?.position == SourcePosition(line: 3, column: 7))
        #expect(root.mapValue?[3].keyPosition == SourcePosition(line: 4, column: 1))
    }

    @Test("a byte order mark takes no column")
    func byteOrderMark() throws {
        let root = try YAMLReader.read(try SourceText([0xEF, 0xBB, 0xBF] + Array("name: a".utf8)))
        #expect(root.mapValue?.first?.key == "name")
        #expect(root.mapValue?.first?.keyPosition == SourcePosition(line: 1, column: 1))
    }

    @Test("what is no UTF-8 is refused at its place")
    func encodings() {
        #expect(
            complaint(Array("a: 1\nb: é".utf8) + [0xFF])
                == "s.yaml:2:5: the file is not valid UTF-8 here (byte 0xFF); save it as UTF-8")
        #expect(
            complaint(Array("a: é".utf8).dropLast())
                == "s.yaml:1:4: the file is not valid UTF-8 here (byte 0xC3); save it as UTF-8")
        #expect(complaint([0xFF, 0xFE, 0x61, 0x00]) == "s.yaml:1:1: the file is UTF-16; save it as UTF-8")
        #expect(complaint([]) == complaint([0xEF, 0xBB, 0xBF]))
        #expect(complaint([])?.hasPrefix("s.yaml:1:1: the file is empty") == true)
        #expect(
            complaint(Array("a: \0".utf8)) == "s.yaml:1:4: the control character U+0000 is not allowed in YAML; "
                + "remove it, or write it as an escape in double quotes")
    }

    @Test("size and depth have limits")
    func limits() {
        let large = [UInt8](repeating: UInt8(ascii: "#"), count: (1 << 20) + 1)
        #expect(
            complaint(large) == "s.yaml: the file has more than the 1048576 bytes that a study file may have; "
                + "check that this is the study file")
        let deep = "nested deeper than 64 levels; check the brackets and the indentation"
        #expect(complaint(Array(String(repeating: "[", count: 500_000).utf8)) == "s.yaml:1:1: \(deep)")
        #expect(complaint(Array(String(repeating: "{a: ", count: 100_000).utf8)) == "s.yaml:1:261: \(deep)")
        #expect(complaint(Array(String(repeating: "- ", count: 100_000).utf8)) == "s.yaml:1:131: \(deep)")
        #expect(complaint(Array((String(repeating: "[", count: 60) + String(repeating: "]", count: 60)).utf8)) == nil)
    }

    @Test("aliases are never expanded, not even as keys")
    func bombs() {
        var bomb = "a: &a [x, x, x, x, x, x, x, x]\n"
        for (name, previous) in zip("bcdefghij", "abcdefghi") {
            bomb += "\(name): &\(name) [\(Array(repeating: "*\(previous)", count: 8).joined(separator: ", "))]\n"
        }
        #expect(complaint(Array((bomb + "? *j\n: 1").utf8))?.hasPrefix("s.yaml:1:4: '&a': anchors are not") == true)
        let keys = (0..<60_000).map { "k\($0): \($0)" }.joined(separator: "\n")
        #expect(complaint(Array(keys.utf8)) == nil)
    }
}
