import StudyCore
import Workers

/// Lines that a worker is sent.
public struct CommandLineTarget: FuzzTarget {
    public let name = "command"
    public init() {}
    public let words = WireWords.all

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        do throws(WireError) {
            let line = WorkerWire.line(try WorkerWire.command(from: input))
            return FuzzOutcome(
                isAccepted: true,
                complaints: WireRules.complaints(line, input) { bytes throws(WireError) in
                    WorkerWire.line(try WorkerWire.command(from: bytes))
                })
        } catch {
            return FuzzOutcome(complaints: SentenceRules.complaints(error.description))
        }
    }
}

/// Lines that a worker sends.
public struct ReportLineTarget: FuzzTarget {
    public let name = "report"
    public init() {}
    public let words = WireWords.all

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        do throws(WireError) {
            let line = WorkerWire.line(try WorkerWire.report(from: input))
            return FuzzOutcome(
                isAccepted: true,
                complaints: WireRules.complaints(line, input) { bytes throws(WireError) in
                    WorkerWire.line(try WorkerWire.report(from: bytes))
                })
        } catch {
            return FuzzOutcome(complaints: SentenceRules.complaints(error.description))
        }
    }
}

private enum WireWords {
    static let all = [
        "\"command\"", "\"report\"", "\"run\"", "\"cancel\"", "\"ping\"", "\"hello\"", "\"measurement\"",
        "\"finished\"",
        "\"failed\"", "\"cancelled\"", "\"pong\"", "\"trial\"", "\"repeat\"", "\"attempt\"", "\"study\"", "\"kind\"",
        "\"description\"", "\"configuration\"", "\"seed\"", "\"metric\"", "\"goal\"", "\"maximize\"", "\"minimize\"",
        "\"directory\"", "\"data_directory\"", "\"protocol\"", "\"version\"", "\"host\"", "\"pid\"", "\"blas_core\"",
        "\"unit\"",
        "\"continue\"", "\"stop\"", "\"awaits_advice\"", "\"pruned\"", "\"cores\"", "\"gpus\"", "\"positions\"",
        "\"restarted\"", "\"memory\"",
        "\"memory_key\"",
        "\"epoch\"", "\"step\"", "\"seconds\"", "\"values\"", "\"diverged\"", "\"metrics\"", "\"predictions\"",
        "\"split\"",
        "\"count\"", "\"bits\"", "\"class\"", "\"crashed\"", "\"message\"", "\"standard_error\"", "\"$real\"",
        "\"$$real\"",
        "\"inf\"", "\"-inf\"", "\"nan\"", "{", "}", "[", "]", ":", ",", "\"", "\\", "\\u0000", "\\ud83d", "\\ude42",
        "null",
        "true", "false", "0", "-1", "1e999", "1e308", "9223372036854775807", "9223372036854775808",
        "18446744073709551615", "01",
        "1.", "-", "/w==", "AA==",
    ]
}

private enum WireRules {
    /// A message that was understood must be written so that it is understood as the same, on one line.
    static func complaints(
        _ line: [UInt8], _ input: [UInt8], again: ([UInt8]) throws(WireError) -> [UInt8]
    ) -> [String] {
        guard line.last == UInt8(ascii: "\n"), !line.dropLast().contains(UInt8(ascii: "\n")) else {
            return ["a message is not written on one line"]
        }
        do throws(WireError) {
            let second = try again(Array(line.dropLast()))
            return second == line ? [] : ["a message that is written and read is another message"]
        } catch {
            return ["a message that is written is not understood: \(error.description.prefix(200))"]
        }
    }
}
