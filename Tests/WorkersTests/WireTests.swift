import Foundation
import StudyCore
import Testing

@testable import Workers

@Suite("The protocol's lines") struct WireTests {
    static let request = RunRequest(
        study: "a \"study\"\nwith lines ü", key: RunKey(trial: 17, repeat: 2), attempt: 3, kind: "network",
        description: .map([
            ("whole", 3), ("real", 3.0), ("tiny", Node(.real(.leastNonzeroMagnitude))), ("negative", Node(.real(-0.0))),
            ("nothing", nil),
            ("deep", [["a", true], .map([("$real", "inf")]), .map([("$$real", 1)]), Node(.real(-.infinity))]),
        ]),
        configuration: Configuration([("b", .real(0.1)), ("a", .integer(7)), ("c", .real(.infinity)), ("d", .null)]),
        seed: .max, objective: Objective(.minimize, "loss.final"),
        environment: TrialEnvironment(
            directory: "/tmp/x y", dataDirectory: "/a b",
            memoryLimit: MemoryLimit(bytes: 3 << 30, key: MemoryLimit.resourcesKey)),
        share: RunShare(cores: 3, gpus: ["0", "GPU-8932f937"]),
        files: RunFiles(directory: "/r/s.sqlite.files/study-1"), awaitsAdvice: true,
        positions: ["a b": SourcePosition(line: 3, column: 14)])

    static let commands: [WorkerCommand] = [
        .run(request), .cancel(RunKey(trial: 0, repeat: 0), attempt: 1), .ping,
        .advise(RunKey(trial: 3, repeat: 1), attempt: 2, .proceed),
        .advise(RunKey(trial: 3, repeat: 1), attempt: 2, .stop),
    ]

    static let result = RunResult(
        diverged: true, metrics: ["loss": .infinity, "accuracy": 0.1 + 0.2, "parameters": 1_068_810],
        predictions: [
            Prediction(split: .validation, count: 9, bits: [255, 1]), Prediction(split: .test, count: 0, bits: []),
        ])

    static let reports: [WorkerReport] = [
        .hello(WorkerIdentity(version: "1.2", host: "here", pid: 7, blasCore: "SkylakeX")), .pong,
        .measurement(
            RunKey(trial: 1, repeat: 0), attempt: 1,
            Measurement(unit: .epoch, step: 2, seconds: 0.25, values: [("z", 1), ("a", -.infinity)])),
        .restarted(RunKey(trial: 1, repeat: 0), attempt: 2),
        .notice(RunKey(trial: 1, repeat: 0), attempt: 2, RunNotice(.warning, "starts over: \"x\"\n")),
        .finished(RunKey(trial: 1, repeat: 2), attempt: 1, result),
        .finished(
            RunKey(trial: 1, repeat: 2), attempt: 1,
            RunResult(diverged: false, pruned: true, metrics: ["pruned.epoch": 3])),
        .failed(
            RunKey(trial: 1, repeat: 2), attempt: 4, RunFailure(.data, "no such column", standardErrorTail: "x\ny")),
        .failed(RunKey(trial: 1, repeat: 2), attempt: 4, RunFailure(.timedOut, "")),
        .failed(RunKey(trial: 1, repeat: 2), attempt: 1, RunFailure(.outOfMemory, "too large")),
        .cancelled(RunKey(trial: 3, repeat: 1), attempt: 2),
    ]

    @Test("A command reads back as it was written", arguments: commands) func command(_ command: WorkerCommand) throws {
        let line = WorkerWire.line(command)
        #expect(line.filter { $0 == 10 }.count == 1 && line.last == 10)
        #expect(try WorkerWire.command(from: line.dropLast()) == command)
    }

    @Test("A report reads back as it was written", arguments: reports) func report(_ report: WorkerReport) throws {
        let line = WorkerWire.line(report)
        #expect(line.filter { $0 == 10 }.count == 1 && line.last == 10)
        #expect(try WorkerWire.report(from: line.dropLast()) == report)
    }

    @Test("Integers and reals stay apart and a real keeps its sign and its last bit") func numberTypes() throws {
        guard case .run(let read) = try WorkerWire.command(from: WorkerWire.line(.run(Self.request)).dropLast()) else {
            Issue.record("no run came back")
            return
        }
        #expect(read.description["whole"]?.content == .integer(3))
        #expect(read.description["real"]?.content == .real(3))
        #expect(read.description["negative"]?.numberValue?.sign == .minus)
        #expect(read.configuration.values.map(\.name) == ["b", "a", "c", "d"])
    }

    @Test("Of a failure's message a few thousand characters are kept, of its standard error the last 64 KiB")
    func longFailure() throws {
        let long = String(repeating: "a", count: 100_000)
        let sent = RunFailure(.data, long, standardErrorTail: long + "!")
        let line = WorkerWire.line(.failed(RunKey(trial: 0, repeat: 0), attempt: 1, sent))
        guard case .failed(_, _, let read) = try WorkerWire.report(from: line.dropLast()) else {
            Issue.record("no failure came back")
            return
        }
        #expect(read.message == String(repeating: "a", count: 4096) + "…")
        #expect(read.standardErrorTail?.utf8.count == 64 << 10 && read.standardErrorTail?.hasSuffix("a!") == true)
    }

    @Test("A measurement that is not a number arrives as one") func notANumber() throws {
        let sent = Measurement(unit: .step, step: 1, seconds: .nan, values: [("loss", .nan)])
        let line = WorkerWire.line(.measurement(RunKey(trial: 0, repeat: 0), attempt: 1, sent))
        guard case .measurement(_, _, let read) = try WorkerWire.report(from: line.dropLast()) else {
            Issue.record("no measurement came back")
            return
        }
        #expect(read.values.count == 1 && read.values[0].value.isNaN && read.seconds.isNaN)
    }

    @Test(
        "What is no message is refused with its reason",
        arguments: [
            ("", "the line is no message of the protocol"), ("hello", "the line is no message of the protocol"),
            ("{}", "the message's 'report' is missing or is not what it must be"),
            ("{\"report\":\"sing\"}", "the line is no message of the protocol"),
            ("{\"report\":", "the line is not valid JSON at byte 10: the text ends early"),
            (
                "{\"report\":\"hello\",\"protocol\":2}",
                "the other side speaks version 2 of the protocol, this one 1"
            ),
            (
                "{\"report\":\"failed\",\"trial\":-1,\"repeat\":0,\"attempt\":1,\"class\":\"data\",\"message\":\"\"}",
                "the message's 'trial' is missing or is not what it must be"
            ),
            (
                "{\"report\":\"finished\",\"trial\":0,\"repeat\":0,\"attempt\":1,\"diverged\":false,\"metrics\":{},"
                    + "\"predictions\":[{\"split\":\"test\",\"count\":9,\"bits\":\"/w==\"}]}",
                "the message's 'bits' is missing or is not what it must be"
            ),
            (
                "{\"report\":\"finished\",\"trial\":0,\"repeat\":0,\"attempt\":1,\"diverged\":false,\"pruned\":false,"
                    + "\"metrics\":{},\"predictions\":[{\"split\":\"test\",\"count\":1,\"bits\":\"AQ==\"},"
                    + "{\"split\":\"test\",\"count\":1,\"bits\":\"AQ==\"}]}",
                "the message's 'predictions' is missing or is not what it must be"
            ),
            (
                "{\"report\":\"finished\",\"trial\":0,\"repeat\":0,\"attempt\":1,\"diverged\":false,\"pruned\":false,"
                    + "\"metrics\":{\"a\\u0000\":1},\"predictions\":[]}",
                "the message's 'metrics' is missing or is not what it must be"
            ),
        ])
    func refused(line: String, reason: String) {
        let error = #expect(throws: WireError.self) { try WorkerWire.report(from: Array(line.utf8)) }
        #expect(error?.description == reason)
    }

    @Test("The excerpt of a line is short and has no control characters") func excerpt() {
        #expect(WorkerWire.excerpt(of: Array("a\tb\u{1B}[1m\r\n".utf8)) == "a·b·[1m·")
        #expect(WorkerWire.excerpt(of: [UInt8](repeating: 65, count: 500)) == String(repeating: "A", count: 120) + "…")
    }
}
