import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("What lines of output are taken for")
struct MetricReaderTests {
    private func source(_ metrics: Node) throws -> MetricSource {
        let diagnostics = Diagnostics()
        let map = try #require(MapReader(["metrics": metrics], title: "it", diagnostics: diagnostics))
        let source = try #require(MetricSource(map))
        #expect(diagnostics.isEmpty)
        return source
    }

    /// What a reader makes of lines, as text: `epoch 3: loss 0.5`.
    private func readings(_ metrics: Node, _ lines: [String], _ stream: ProgramStream = .output) throws -> [String] {
        var reader = MetricReader(try source(metrics))
        return try lines.map { line in
            try Array(line.utf8).withUnsafeBytes { bytes in
                switch try reader.read(bytes, from: stream) {
                case .metrics(let values, let steps):
                    (steps.isEmpty ? "" : steps.map(\.words).joined(separator: ", ") + ": ")
                        + values.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
                case .step(let steps): steps.map(\.words).joined(separator: ", ")
                case .nothing: "–"
                }
            }
        }
    }

    @Test("JSON objects with numbers; inner objects by dots; step, epoch or iteration is the step")
    func jsonLines() throws {
        #expect(
            try readings(
                "json_lines",
                [
                    #"{"epoch": 3, "loss": 0.5}"#, #"  {"step": 2.0, "validation": {"accuracy": 1, "note": "x"}}"#,
                    #"{"loss": 1e40}"#, #"{"a": true, "b": null, "c": "3"}"#, "[1, 2]", "text {", "{broken", "",
                    #"{"epoch": "three", "loss": 2}"#, #"{"iteration": 7, "epoch": 1, "loss": 2}"#,
                ]) == [
                    "epoch 3: loss 0.5", "step 2: validation.accuracy 1.0", "loss 1e+40", "–", "–", "–", "–", "–",
                    "loss 2.0",
                    "iteration 7, epoch 1: loss 2.0",
                ])
    }

    @Test("NaN and Infinity as Python writes them are values, inside texts they are text")
    func notFinite() throws {
        #expect(
            try readings(
                "json_lines",
                [
                    #"{"loss": NaN, "a": -Infinity, "b": Infinity}"#, #"{"text": "NaN \" Infinity", "loss": NaN}"#,
                    #"{"text": "NaN", "loss": 1}"#,
                ]) == ["loss nan, a -inf, b inf", "loss nan", "loss 1.0"])
    }

    @Test("standard error holds no JSON metrics, but may hold what patterns look for")
    func streams() throws {
        #expect(try readings("json_lines", [#"{"loss": 1}"#], .errors) == ["–"])
        #expect(try readings(["loss": "loss (?<value>[0-9.]+)"], ["loss 0.5"], .errors) == ["loss 0.5"])
    }

    @Test("patterns: a group for the step, or a pattern that is the step of what follows")
    func patterns() throws {
        let metrics: Node = [
            "epoch": #"^Epoch (?<value>\d+)/"#, "loss": #"loss[=:] *(?<value>[0-9.eE+-]+)"#,
            "val": #"\[(?<step>\d+)\] val (?<value>\S+)"#,
        ]
        #expect(
            try readings(
                metrics,
                [
                    "loss: 3", "Epoch 1/3", "loss=0.25. And more", "[7] val nan", "loss: 1e-3 Epoch",
                    "Epoch 2/3 loss: 4",
                    "loss: many",
                ]) == [
                    "loss 3.0", "epoch 1", "epoch 1: loss 0.25", "step 7: val nan", "epoch 1: loss 0.001",
                    "epoch 2: loss 4.0", "–",
                ])
    }

    @Test("a line's own steps count before those that earlier lines have spoken of")
    func severalSteps() throws {
        let metrics: Node = [
            "epoch": #"^epoch (?<value>\d+)"#, "step": #"step (?<value>\d+)"#, "loss": #"loss (?<value>\S+)"#,
            "val": #"val@(?<epoch>\d+) (?<value>\S+)"#,
        ]
        #expect(
            try readings(metrics, ["epoch 1", "step 5 loss 2", "epoch 2 step 6 loss 1", "val@3 0.5"]) == [
                "epoch 1", "step 5, epoch 1: loss 2.0", "epoch 2, step 6: loss 1.0", "epoch 3: val 0.5",
            ])
    }

    @Test("a search that takes too long is given up, one that is told to stop ends without a word")
    func slowPatterns() throws {
        var reader = MetricReader(try source(["loss": "loss (?<value>[0-9.]+)", "a": "(?<value>a+)+b"]))
        let line = Array(("loss 1 " + String(repeating: "a", count: 60)).utf8)
        let found = #expect(throws: SlowMatch.self) {
            try line.withUnsafeBytes { try reader.read($0, from: .output, MatchWatch(bound: 0.05)) }
        }
        #expect(
            found == SlowMatch(metric: "a", line: String(decoding: line, as: UTF8.self), cause: .line(0.05)))
        let rest = SearchTime(restBound: 0.05)
        rest.programEnded()
        let inAll = #expect(throws: SlowMatch.self) {
            try line.withUnsafeBytes { try reader.read($0, from: .output, MatchWatch(bound: .infinity, time: rest)) }
        }
        #expect(inAll?.metric == "a" && inAll?.cause != .line(0.05))
        let looks = Looks()
        let reading = try line.withUnsafeBytes {
            try reader.read($0, from: .output, MatchWatch(bound: .infinity, goesOn: looks.goesOn))
        }
        guard case .metrics(let values, _) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(values.map(\.name) == ["loss"] && looks.count == 3)
    }

    /// A moment at which a thread that always computes has computed since zero, or for less.
    private func moment(_ clock: Double, computed: Double? = nil) -> SearchMoment {
        SearchMoment(clock: UInt64(clock * 1e9), thread: UInt64((computed ?? clock) * 1e9))
    }

    @Test("while a program runs, long searches are given up that take more of its time than it does itself")
    func slowWhileRunning() {
        let time = SearchTime(began: moment(0))
        // Short searches count for nothing.
        for _ in 0..<100_000 { time.add("short", "x", from: moment(0), to: moment(0.09)) }
        #expect(time.total == 0)
        // Forty seconds, of which twice as many have passed: neither the others' work nor a program that works counts.
        for number in 1...10 {
            time.add(number < 10 ? "a" : "b", "line \(number)", from: moment(0), to: moment(8, computed: 4))
        }
        #expect(time.excess(from: moment(170), to: moment(170)) == nil)
        #expect(time.excess(from: moment(159), to: moment(159)) == .ofProgram(40, seconds: 159))
        #expect(time.excess(from: moment(170), to: moment(190)) == .ofProgram(60, seconds: 190))
        let slowest = time.slowMatch(.ofProgram(40, seconds: 159))
        #expect(slowest.metric == "a" && slowest.line == "line 1" && !time.holdsUp)
        let brief = SearchTime(began: moment(0))
        brief.add("a", "x", from: moment(0), to: moment(29))
        #expect(brief.excess(from: moment(29), to: moment(29)) == nil)
    }

    @Test("when a program has ended, all searches count since that moment")
    func slowSinceEnd() throws {
        let time = SearchTime(began: moment(0))
        time.add("a", "x", from: moment(0), to: moment(100))
        time.programEnded(at: moment(100))
        #expect(time.total == 0 && !time.holdsUp)
        time.add("a", "before", from: moment(90), to: moment(100))
        for number in 0..<999 { time.add("short", "\(number)", from: moment(200), to: moment(200.01)) }
        #expect(time.excess(from: moment(300), to: moment(300)) == nil && time.isLongSinceEnd && time.holdsUp)
        #expect(time.excess(from: moment(99), to: moment(100.02)) != nil)
        time.add("b", "across", from: moment(99), to: moment(101))
        guard case .sinceEnd(let seconds)? = time.excess(from: moment(300), to: moment(300)) else {
            Issue.record("nothing is given up after \(time.total)")
            return
        }
        #expect(abs(seconds - 10.99) < 1e-6 && time.slowMatch(.sinceEnd(seconds)).metric == "short")
    }

    private final class Looks {
        var count = 0
        func goesOn() -> Bool {
            count += 1
            return count < 3
        }
    }

    @Test(
        "patterns may be written as for Python, Perl or Swift",
        arguments: [
            (#"{"loss": (?P<value>[0-9.]+)}"#, #"{"loss": 0.5}"#), (#"a{2}b{,3}c{1,}=(?<value>.+)"#, "aabbc=0.5"),
            (#"(?P<my_q>['"]?)(?<value>[0-9.]+)(?P=my_q);"#, "'0.5';"),
            (#"(?<my_q>['"]?)(?<value>[0-9.]+)\k<my_q>;"#, "'0.5';"), (#"\u{6c}oss (?<value>[\d.]+)"#, "loss 0.5"),
            (#"[{}(]loss(?#a (comment) (?<value>[0-9.]+)"#, "(loss 0.5"), (#"\Q{(\E(?<value>[0-9.]+)"#, "{(0.5"),
            (#"[]x](?<value>[0-9.]+)"#, "]0.5"), (#"(?<=loss )(?<value>[0-9.]+)"#, "a 1 loss 0.5"),
            (#"\p{Lu}\{(?<value>[0-9.]+)\}"#, "É{0.5}"), (#"{1,x}=(?<value>[0-9.]+)"#, "{1,x}=0.5"),
            (#"{}=(?<value>[0-9.]+){"#, "{}=0.5{"), (#"(?<value>\d++\.\d)\b"#, "0.5"),
        ])
    func notations(_ pattern: String, _ line: String) throws {
        #expect(try readings(["a": .text(pattern)], [line]) == ["a 0.5"])
    }

    @Test("invalid UTF-8 does not hide what stands beside it")
    func invalidText() throws {
        var reader = MetricReader(try source(["loss": "loss (?<value>[0-9.]+)"]))
        let line: [UInt8] = [0xFF, 0xFE, 0x00] + Array("loss 0.5".utf8) + [0xC3]
        guard case .metrics(let values, _) = try line.withUnsafeBytes({ try reader.read($0, from: .output) }) else {
            Issue.record("nothing was found")
            return
        }
        #expect(values.map(\.value) == [0.5])
    }

    @Test(
        "what a pattern begins with is known only where it is certain",
        arguments: [
            ("val_acc[=:]", "val_acc"), ("loss: *(?<value>x)", "loss:"), ("ab?c", "a"), ("a|b", ""), ("(?i)abc", ""),
            ("^abc", "abc"), (#"\d abc"#, ""), ("ab{2}", "a"), ("abc+", "abc"), ("äb", ""), ("a.b", "a"),
            (".*val_acc: (?<value>[0-9.]+)", "val_acc: "), ("^.*?loss=", "loss="), (".+b?", ""), (".*", ""),
        ])
    func beginnings(_ pattern: String, _ expected: String) {
        #expect(String(decoding: MetricPattern.beginning(of: pattern), as: UTF8.self) == expected)
    }

    @Test(
        "numbers as programs print them",
        arguments: [
            ("0.5", 0.5), (" 1e-3 ", 0.001), ("7.", 7), ("0.93.,", 0.93), ("-inf", -.infinity), ("x", nil), ("", nil),
            ("1,5", nil),
        ] as [(String, Double?)])
    func numbers(_ text: String, _ value: Double?) {
        #expect(Number.value(of: text) == value)
    }

    @Test("many values inside an object with a long name take no long names each")
    func longNames() throws {
        let outer = String(repeating: "n", count: 100_000)
        let inner = (0..<1000).map { "\"\($0)\": 1" }.joined(separator: ", ")
        let found = try #require(JSONMetrics(line: Array("{\"\(outer)\": {\(inner)}, \"a\": 2}".utf8)))
        #expect(found.values.count == 1001 && found.values.last?.name == "a")
        let bound = MeasurementAssembler.greatestNameLength
        #expect(found.values.dropLast().allSatisfy { (bound + 1...4 * bound + 8).contains($0.name.utf8.count) })
    }
}
