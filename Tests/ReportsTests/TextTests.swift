import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("Text for people")
struct TextTests {
    @Test(
        "metrics: accuracies to four decimals, counts whole, losses to four digits",
        arguments: [
            ("validation.accuracy", 0.987, "0.9870"), ("validation.accuracy", 1, "1.0000"),
            ("validation.loss", 0.0436, "0.04360"), ("train.loss", 2.32534, "2.325"), ("loss.final", 0, "0"),
            ("loss.final", 4.52620875e-7, "4.526e-07"), ("loss.final", -123_456.5, "-123456"),
            ("loss.final", 1.5e9, "1500000000"), ("distance", 9.9996, "10.00"), ("seconds", 0.01234, "0.012"),
            ("seconds", 31.24, "31.2"), ("seconds", 9810.4, "9810"), ("parameters", 1_068_810, "1.07 M"),
            ("parameters", 9999, "9999"), ("parameters", 10_000, "10 k"), ("parameters", 301_066, "301 k"),
            ("parameters", 12_345, "12.3 k"), ("parameters", 999_600, "1.00 M"),
            ("flops.forward", 2_137_600, "2.1 MFLOP"),
            ("flops.training", 640, "640 FLOP"), ("memory", 35_651_584, "34 MiB"), ("memory", 606_000, "592 KiB"),
            ("loss.final", 1e300, "1.000e+300"), ("x", .infinity, "∞"), ("x", -.infinity, "-∞"),
            ("x", .nan, "not a number"),
        ] as [(String, Double, String)])
    func metrics(_ name: String, value: Double, expected: String) {
        #expect(NumberText.metric(value, named: name) == expected)
    }

    @Test("costs: what all trials share is a sentence, what differs is none of it")
    func costs() {
        let one: [String: Double] = [
            "parameters": 1_068_810.0, "flops.forward": 2_137_600, "flops.training": 6_412_800, "memory": 35_651_584,
        ]
        #expect(
            CostText.sentence(CostText.constant([one, one].map(MetricValues.init)), of: "Each trial")
                == "Each trial: 1,068,810 learnt values; 2.1 MFLOP forward and 6.4 MFLOP in training, per example; 34 MiB of memory"
        )
        let other = one.merging(["parameters": 7, "flops.forward": 8, "flops.training": 9]) { $1 }
        let shared = CostText.constant([one, other].map(MetricValues.init))
        #expect(CostText.sentence(shared, of: "Each trial") == "Each trial: 34 MiB of memory")
        #expect(CostText.sentence(CostText.constant([["seconds": 1]]), of: "Each trial") == nil)
    }

    @Test("thousands are set apart", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")])
    func grouped(_ value: Double, expected: String) { #expect(NumberText.grouped(value) == expected) }

    @Test("parameters: reals to four digits, all else as it is, inactive ones as a dash")
    func parameters() {
        #expect(NumberText.scalar(.real(0.0123456789)) == "0.01235")
        #expect(NumberText.scalar(.real(0.1)) == "0.1")
        #expect(NumberText.scalar(.real(1e-5)) == "1e-05")
        #expect(NumberText.scalar(.integer(123_456)) == "123456")
        #expect(NumberText.scalar(.boolean(true)) == "true")
        #expect(NumberText.scalar(.text("a\nb")) == "a\\nb")
        #expect(NumberText.scalar(nil) == "–")
    }

    @Test(
        "durations",
        arguments: [
            (0.25, "0.2 s"), (40.4, "40 s"), (200, "3 min 20 s"), (29_100, "8 h 05 min"), (.nan, "–"),
        ] as [(Double, String)])
    func durations(_ seconds: Double, expected: String) { #expect(NumberText.duration(seconds) == expected) }

    @Test("times are told in UTC, to the millisecond where a machine reads them")
    func times() {
        let date = Date(timeIntervalSince1970: 1_772_366_400.2499)
        #expect(Timestamp.precise(date) == "2026-03-01T12:00:00.250Z")
        #expect(Timestamp.readable(date) == "2026-03-01 12:00:00 UTC")
        for milliseconds in 0..<1000 {
            let text = Timestamp.precise(Date(timeIntervalSince1970: 1_772_366_400 + Double(milliseconds) / 1000))
            #expect(text.dropLast().suffix(3) == String(format: "%03d", milliseconds))
        }
        #expect(Timestamp.precise(Date(timeIntervalSince1970: .infinity)) == "unknown")
    }

    @Test("control characters and changes of direction are written out")
    func safe() {
        #expect(TerminalText.safe("a\u{1B}[2J\r\n\tb\u{9B}\u{202E}") == "a\\u{1b}[2J\\r\\n\\tb\\u{9b}\\u{202e}")
        #expect(TerminalText.safe("Größe 日本 🎉") == "Größe 日本 🎉")
    }

    @Test("widths count columns, not characters")
    func widths() {
        #expect(TerminalText.width("abc") == 3)
        #expect(TerminalText.width("日本") == 4)
        #expect(TerminalText.width("🎉") == 2)
        #expect(TerminalText.width("e\u{301}") == 1)
        #expect(TerminalText.cut("日本語", to: 5) == "日本…")
        #expect(TerminalText.cut("abc", to: 3) == "abc")
        #expect(TerminalText.cut("abc", to: 0) == "")
        #expect(TerminalText.padded("日本", to: 6, right: true) == "  日本")
        #expect(TerminalText.wrapped("one two  three", to: 7) == ["one two", "three"])
        #expect(TerminalText.wrapped("", to: 7) == [])
    }

    @Test("a name is quoted for the shell where it must be")
    func shell() {
        #expect(ShellText.quoted("mnist-grid@1") == "mnist-grid@1")
        #expect(ShellText.quoted("it's $HOME") == "'it'\\''s $HOME'")
        #expect(ShellText.quoted("") == "''")
        #expect(ShellText.argument("-f") == "-- -f")
        #expect(ShellText.quoted("größe") == "'größe'")
    }

    @Test("Markdown keeps pipes, elements and emphasis as text")
    func markdown() {
        #expect(MarkdownText.escaped("a|b <i> *c* `d`\ne") == "a\\|b \\<i\\> \\*c\\* \\`d\\`\\\\ne")
        #expect(MarkdownText.escaped("learning_rate") == "learning_rate")
        #expect(MarkdownText.escaped("_x_") == "\\_x\\_")
    }

    @Test("columns that do not fit are shortened, given up, then cut")
    func fitting() {
        let columns = [
            TableColumn(title: "trial", priority: TableColumn.always, cells: ["1"]),
            TableColumn(
                title: "a long name", isRightAligned: false, priority: 70, canShrink: true, cells: ["a long value"]),
            TableColumn(title: "validation.loss", shortTitle: "val.loss", priority: 55, cells: ["0.5"]),
            TableColumn(title: "train.loss", priority: 20, cells: ["0.5"]),
        ]
        func titles(_ width: Int) -> [String] { FittedColumns(columns, width: width).columns.map(\.title) }
        #expect(titles(48) == ["trial", "a long name", "validation.loss", "train.loss"])
        #expect(titles(41) == ["trial", "a long name", "val.loss", "train.loss"])
        #expect(titles(30) == ["trial", "a long name", "val.loss"])
        #expect(titles(25) == ["trial", "a long name"])
        #expect(titles(14) == ["trial", "a long…"])
        #expect(titles(1) == ["trial"])
        #expect(FittedColumns(columns, width: 1).omitted == ["train.loss", "validation.loss", "a long name"])
    }
}
