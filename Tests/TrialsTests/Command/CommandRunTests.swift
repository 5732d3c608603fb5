import Foundation
import StudyCore
import Synchronization
import Testing

@testable import Trials

/// Runs of commands in this process; what the built program makes of whole studies is in CommandTests.
@Suite("Runs of a command", .serialized)
struct CommandRunTests {
    private let directory: String

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "command-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }

    private func request(
        _ description: Node, _ configuration: Configuration = Configuration([("x", .real(0.5))]),
        objective: String = "a", attempt: Int = 1, memory: Int? = nil, gpus: [String] = []
    ) -> RunRequest {
        RunRequest(
            study: "s", key: RunKey(trial: 7, repeat: 2), attempt: attempt, kind: "command", description: description,
            configuration: configuration, seed: 12345, objective: Objective(.maximize, objective),
            environment: TrialEnvironment(directory: directory, memory: memory), share: RunShare(gpus: gpus),
            files: RunFiles(directory: "\(directory)/files"))
    }

    private func run(_ request: RunRequest, _ monitor: RecordingMonitor = RecordingMonitor()) throws -> RunResult {
        try CommandTrial().run(request, monitor: monitor)
    }

    /// A failure's class and sentence.
    private func failure(_ request: RunRequest) throws -> RunFailure? {
        do {
            _ = try run(request)
            return nil
        } catch let failure as RunFailure {
            return failure
        }
    }

    private func kept(_ name: String) -> String? {
        try? String(contentsOfFile: "\(directory)/files/run/7-2/\(name)", encoding: .utf8)
    }

    @Test("a program is told everything by its environment")
    func environment() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let configuration = Configuration([("learning-rate", .real(0.5)), ("text", .text("a b"))])
        let description: Node = [
            "run": "env; cat \"$HPSEARCH_PARAMETERS\"; pwd", "metrics": "none",
            "environment": ["OMP_NUM_THREADS": 3, "MINE": "x"],
        ]
        let result = try run(request(description, configuration, objective: "seconds"))
        #expect(try #require(result.metrics["seconds"]) > 0)
        let output = try #require(kept("stdout.log"))
        let lines = Set(output.split(separator: "\n").map(String.init))
        let expected = [
            "HPSEARCH_PARAM_LEARNING_RATE=0.5", "HPSEARCH_PARAM_TEXT=a b", "HPSEARCH_SEED=12345", "HPSEARCH_TRIAL=7",
            "HPSEARCH_REPEAT=2", "HPSEARCH_ATTEMPT=1", "HPSEARCH_STUDY=s", "HPSEARCH_STUDY_DIR=\(directory)",
            "HPSEARCH_RUN_DIR=\(directory)/files/run/7-2", "OMP_NUM_THREADS=3", "OPENBLAS_NUM_THREADS=1",
            "MKL_NUM_THREADS=1", "MINE=x", #"{"learning-rate":0.5,"text":"a b"}"#,
        ]
        for line in expected { #expect(lines.contains(line), "\(line)") }
        #expect(
            lines.contains {
                URL(fileURLWithPath: $0).lastPathComponent == URL(fileURLWithPath: directory).lastPathComponent
            })
    }

    @Test(
        "the devices that a run is given stand above the author's own variable, which else counts",
        arguments: [(["2", "3"], "2,3"), ([], "0")])
    func devices(_ gpus: [String], _ expected: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let description: Node = [
            "run": "echo \"devices $CUDA_VISIBLE_DEVICES\"; echo 1", "metrics": "last_line",
            "environment": ["CUDA_VISIBLE_DEVICES": 0],
        ]
        _ = try run(request(description, gpus: gpus))
        #expect(kept("stdout.log") == "devices \(expected)\n1\n")
    }

    @Test("measurements come as they are printed, and the last values are the metrics")
    func curve() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let monitor = RecordingMonitor()
        let script = #"for i in 1 2 3; do echo "{\"epoch\": $i, \"a\": 0.$i}"; done; echo no metric; printf '{"b": 5}'"#
        let result = try run(request(["run": .text(script), "metrics": "json_lines"]), monitor)
        #expect(monitor.recorded.map(\.step) == [1, 2, 3])
        #expect(monitor.recorded.map { $0["a"] } == [0.1, 0.2, 0.3])
        #expect(result.metrics["a"] == 0.3 && result.metrics["b"] == 5 && !result.diverged)
    }

    @Test("the last line may be the objective")
    func lastLine() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(try run(request(["run": "echo 1; echo 0.25; echo", "metrics": "last_line"])).metrics["a"] == 0.25)
        let failed = try failure(request(["run": "echo 1; echo many words", "metrics": "last_line"]))
        #expect(failed?.failureClass == .missingMetric)
    }

    @Test("an objective that is not finite has diverged")
    func diverged() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let monitor = RecordingMonitor()
        let script = #"echo '{"epoch": 1, "a": 1}'; echo '{"epoch": 2, "a": NaN}'"#
        let result = try run(request(["run": .text(script), "metrics": "json_lines"]), monitor)
        #expect(result.diverged && result.metrics["diverged.epoch"] == 2)
        #expect(monitor.notices.map(\.sentence) == ["has diverged: a is nan"])
    }

    @Test(
        "each end that is a failure has its class and its sentence",
        arguments: [
            (
                "echo oops >&2; exit 3", RunFailure.Class.exitStatus,
                "the program ended with exit status 3; its last line: oops"
            ),
            (
                "no-such-program-anywhere", .exitStatus,
                "the program ended with exit status 127 (the shell did not find a program); its last line: "
            ),
            ("kill -SEGV $$", .signal, "the program was killed by SIGSEGV (segmentation fault)"),
            (
                "echo a; echo b; echo '{\"c\": 3}'; echo d", .missingMetric,
                "the program ended without reporting a: it reported c, and its last lines were 'b', '{\"c\": 3}', 'd'"
            ),
            (
                "true", .missingMetric,
                "the program ended without reporting a: it reported no metric at all, and it wrote no line on standard output"
            ),
            (
                "echo '{\"c\": 3}'; echo warning >&2", .missingMetric,
                "the program ended without reporting a: it reported c, and its last line was '{\"c\": 3}'"
            ),
        ])
    func failures(_ script: String, _ failureClass: RunFailure.Class, _ sentence: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let failed = try #require(try failure(request(["run": .text(script), "metrics": "json_lines"])))
        #expect(failed.failureClass == failureClass)
        #expect(failed.message.hasPrefix(sentence), "\(failed.message)")
        if script.contains("oops") { #expect(failed.standardErrorTail == "oops\n") }
    }

    @Test(
        "a missing metric shows what there was where metrics are looked for",
        arguments: [
            (
                "echo one; echo warning >&2",
                "its last line on standard output was 'one', and on standard error 'warning'"
            ),
            ("echo warning >&2", "its last line on standard error was 'warning'"),
            ("echo one; echo two", "its last lines were 'one', 'two'"),
            ("true", "it wrote no line"),
        ])
    func missingWithPatterns(_ script: String, _ found: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let failed = try failure(request(["run": .text(script), "metrics": ["a": "a=(?<value>.*)"]]))
        #expect(
            failed?.message == "the program ended without reporting a: it reported no metric at all, and \(found)")
    }

    @Test(
        "a missing metric names the file that was looked for, and what was there",
        arguments: [
            ("true", "it reported no metric at all, and there is no file '", "'"),
            (
                "touch \"$HPSEARCH_METRICS_FILE\"", "it reported no metric at all, and nothing in the file '",
                "' is a metric"
            ),
            (
                "printf 'epoch,c\\n1,2\\n' > \"$HPSEARCH_METRICS_FILE\"", "it reported c, and the file '",
                "' holds a row with numbers"
            ),
            (
                "ln -s /dev/zero \"$HPSEARCH_METRICS_FILE\"", "it reported no metric at all, and '",
                "' is a device and no regular file, which alone is read"
            ),
            (
                "mkfifo \"$HPSEARCH_METRICS_FILE\"", "it reported no metric at all, and '",
                "' is a named pipe and no regular file, which alone is read"
            ),
            (
                "mkdir \"$HPSEARCH_METRICS_FILE\"", "it reported no metric at all, and '",
                "' is a directory and no regular file, which alone is read"
            ),
        ])
    func missingInFile(_ script: String, _ beginning: String, _ end: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let failed = try failure(request(["run": .text(script), "metrics_file": "m.csv"]))
        let path = "\(directory)/files/run/7-2/m.csv"
        #expect(failed?.message == "the program ended without reporting a: \(beginning)\(path)\(end)")
    }

    @Test("a pattern that takes too long on a line fails the run, and its time is not the program's")
    func slowPattern() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = "echo a=1; echo \(String(repeating: "x", count: 150))"
        let request = RunRequest(
            study: "s", key: RunKey(trial: 7, repeat: 2), attempt: 1, kind: "command",
            description: ["run": .text(script), "metrics": ["a": "a=(?<value>.*)", "b": "(?<value>x+)+y"]],
            configuration: Configuration([]), seed: 1, objective: Objective(.maximize, "a"),
            environment: TrialEnvironment(directory: directory),
            positions: ["b": SourcePosition(line: 12, column: 7)])
        let told = TraceRecord()
        let began = ContinuousClock.now
        let failed = #expect(throws: RunFailure.self) {
            try CommandTrial().run(request, monitor: RecordingMonitor(), trace: CommandTrace(told.take))
        }
        let elapsed = (ContinuousClock.now - began) / .seconds(1)
        #expect(failed?.failureClass == .slowPattern)
        #expect(
            failed?.message
                == "the pattern of 'b' (12:7 of the study file) was given up after 5 s of computing on one line, "
                + "'\(String(repeating: "x", count: 120))…'; let no repetition stand inside another, as in (a+)+, "
                + "and let it begin with plain text")
        let seconds = try #require(told.seconds)
        #expect(seconds < elapsed / 2, "\(seconds) of \(elapsed)")
    }

    /// Each of its lines takes the pattern `(x+)+y` a moment, all of them hours.
    private static let slowLines = "yes \(String(repeating: "x", count: 24)) | head -n 2000"

    @Test(
        "a pattern that takes too long on what a program has left, on no one line, fails the run, and a note is told before"
    )
    func slowInAll() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let metrics: Node = ["a": "a=(?<value>.*)", "b": "(?<value>x+)+y"]
        let monitor = RecordingMonitor()
        let failed = #expect(throws: RunFailure.self) {
            try run(request(["run": .text("echo a=1; \(Self.slowLines)"), "metrics": metrics]), monitor)
        }
        #expect(failed?.failureClass == .slowPattern)
        let beginning = "the pattern of 'b' was given up: what the program had left at its end took patterns "
        #expect(failed?.message.hasPrefix(beginning) == true, "\(failed?.message ?? "")")
        #expect(
            monitor.notices.map(\.sentence) == [
                "has a program that has ended, but patterns still compute on what it wrote, that of 'b' most"
            ])
    }

    @Test("a run whose time is up while a pattern computes on what is left says so when it is cancelled")
    func heldUp() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let monitor = EndingMonitor()
        let cancelled = #expect(throws: RunCancelled.self) {
            try CommandTrial().run(
                request(["run": .text(Self.slowLines), "metrics": ["a": "(?<value>x+)+y"]]), monitor: monitor)
        }
        #expect(cancelled?.holdUp?.failureClass == .slowPattern)
        let beginning = "the pattern of 'a' was given up when the run's time was up: the program had ended, but what "
        #expect(cancelled?.holdUp?.message.hasPrefix(beginning) == true, "\(cancelled?.holdUp?.message ?? "")")
    }

    /// Cancels its run when that has said something.
    private final class EndingMonitor: RunMonitor {
        private let hasSaid = Atomic(false)
        var isCancelled: Bool { hasSaid.load(ordering: .relaxed) }
        func record(_ measurement: StudyCore.Measurement) {}
        func notice(_ notice: RunNotice) { hasSaid.store(true, ordering: .relaxed) }
    }

    @Test("a run is cancelled in the middle of a line that a pattern never comes to an end with")
    func cancelledInALine() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = "echo 'step 1 a 1'; echo 'step 2 a 1'; echo \(String(repeating: "x", count: 150)); sleep 1000"
        let metrics: Node = ["step": #"step (?<value>\d+)"#, "a": #"a (?<value>\d+)"#, "b": "(?<value>x+)+y"]
        #expect(throws: RunCancelled.self) {
            try run(request(["run": .text(script), "metrics": metrics]), RecordingMonitor(stopAfter: 1))
        }
    }

    @Test("a file that is written anew does not mix its versions: neither in the curve nor in the last values")
    func rewrittenFile() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let monitor = RecordingMonitor()
        // The first version is seen before the second is written.
        let script = #"""
            printf 'epoch,a,b\n1,0.1,7\n2,0.2,7\n3,0.3,7\n' > "$HPSEARCH_METRICS_FILE"
            sleep 2
            printf 'epoch,a\n1,0.5\n2,0.6\n' > "$HPSEARCH_METRICS_FILE"
            """#
        let result = try run(request(["run": .text(script), "metrics_file": "m.csv"]), monitor)
        #expect(result.metrics["a"] == 0.6 && result.metrics["b"] == nil)
        #expect(monitor.recorded.map(\.step) == [1, 2])
        #expect(monitor.recorded.map { $0["a"] } == [0.5, 0.6])
    }

    @Test("a program that takes too much memory is ended, with both figures")
    func memory() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        // A shell that holds more and more text.
        let script = "x=0123456789abcdef; while :; do x=$x$x; done"
        let failed = try #require(
            try failure(request(["run": .text(script), "metrics": "none"], objective: "seconds", memory: 32 << 20)))
        #expect(failed.failureClass == .outOfMemory)
        #expect(
            failed.message.hasPrefix("the program took ") && failed.message.hasSuffix("limits.memory allows 32 MiB"))
    }

    @Test("a run that is cancelled ends its program, also one that ignores SIGTERM")
    func cancelled() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script =
            "trap '' TERM; echo '{\"step\": 1, \"a\": 1}'; echo '{\"step\": 2, \"a\": 1}'; while :; do sleep 1; done"
        #expect(throws: RunCancelled.self) {
            try run(request(["run": .text(script), "metrics": "json_lines"]), RecordingMonitor(stopAfter: 1))
        }
    }

    @Test(
        "a run that is stopped early has what it reported, by signal or by a line on standard input",
        arguments: ["signal", "stdin"])
    func stopped(control: String) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let asked =
            control == "stdin" ? "read line; echo \"{\\\"asked\\\": 1}\"; exit 0" : "while :; do sleep 0.05; done"
        let script =
            "trap 'echo \"{\\\"asked\\\": 2}\"; exit 9' TERM; echo '{\"a\": 0.5}'; echo '{\"step\": 1, \"b\": 1}'; "
            + "echo '{\"step\": 2, \"b\": 1}'; \(asked)"
        let description: Node = ["run": .text(script), "metrics": "json_lines", "control": .text(control)]
        let request = request(description)
        let specification = try #require(CommandSpecification(description, diagnostics: Diagnostics()))
        let monitor = RecordingMonitor()
        let directory = try Trials.RunDirectory(request, isResumable: false)
        let run = CommandRun(
            request, specification, directory, monitor: monitor, shouldStop: { !monitor.recorded.isEmpty })
        let end = try run.carryOut(try CommandTrial().launch(request, specification, directory))
        #expect(end.cause == .stopped)
        let result = try run.result(of: end, wasKilledByKernel: { false })
        #expect(result.metrics["a"] == 0.5)
        #expect(result.metrics["asked"] == (control == "stdin" ? 1 : 2))
    }

    @Test("what a program leaves behind in its group is ended, and does not hold up the run")
    func leftovers() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let monitor = RecordingMonitor()
        let script = "(trap '' TERM; echo $$ > pid; while :; do sleep 1; done) & sleep 1000 & echo $! > other; echo 1"
        #expect(try run(request(["run": .text(script), "metrics": "last_line"]), monitor).metrics["a"] == 1)
        #expect(monitor.notices.count == 1 && monitor.notices[0].sentence.hasPrefix("left "))
        let other = try #require(
            pid_t(try String(contentsOfFile: "\(directory)/other", encoding: .utf8).trimmingCharacters(in: .newlines)))
        // Whoever adopted it may not have collected it yet.
        let state = (try? String(contentsOfFile: "/proc/\(other)/stat", encoding: .utf8))
            .flatMap { text in text.lastIndex(of: ")").map { text[$0...].dropFirst(2).first } }
        #expect(state == nil || state == "Z" || state == "X")
    }

    @Test("a program that closes its output and runs on is waited for")
    func closesOutput() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = "exec >&- 2>&-; sleep 0.3; echo '{\"a\": 1}' > \"$HPSEARCH_METRICS_FILE\""
        #expect(try run(request(["run": .text(script), "metrics_file": "m.json"])).metrics["a"] == 1)
    }

    @Test("a program that cannot be started fails with the reason")
    func unstartable() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let bytes = Data([0x00, 0x01, 0x02, 0xFF])
        _ = FileManager.default.createFile(
            atPath: "\(directory)/odd", contents: bytes, attributes: [.posixPermissions: 0o755])
        let failed = try #require(try failure(request(["run": ["./odd"], "metrics": "none"], objective: "seconds")))
        #expect(failed.failureClass == .data)
        #expect(
            failed.message.hasSuffix(
                "cannot be started: Exec format error; a script begins with a line such as #!/bin/sh"))
    }

    @Test("a run's directory begins empty, unless the run can resume itself")
    func directories() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let script = """
            n=$(cat "$HPSEARCH_RUN_DIR/n" 2>/dev/null || echo 1); echo $((n+1)) > "$HPSEARCH_RUN_DIR/n"
            echo "{\\"epoch\\": $n, \\"a\\": $n, \\"attempt\\": $HPSEARCH_ATTEMPT}"
            """
        let plain: Node = ["run": .text(script), "metrics": "json_lines"]
        #expect(try run(request(plain)).metrics["a"] == 1)
        #expect(try run(request(plain)).metrics["a"] == 1)
        let resumable: Node = ["run": .text(script), "metrics": "json_lines", "resumable": true]
        try FileManager.default.removeItem(atPath: "\(directory)/files")
        #expect(try run(request(resumable)).metrics["a"] == 1)
        let monitor = RecordingMonitor()
        let second = try run(request(resumable), monitor)
        #expect(second.metrics["a"] == 2 && second.metrics["attempt"] == 2)
        // What the first start reported is reported again.
        #expect(monitor.recorded.map(\.step) == [1, 2])
        #expect(monitor.notices.map(\.sentence) == ["is started again in the directory it had (attempt 2)"])
        #expect(try run(request(resumable, attempt: 9)).metrics["attempt"] == 9)
    }

    @Test("a run without files has a directory that goes with it")
    func temporaryDirectory() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let description: Node = [
            "run": "echo \"$HPSEARCH_RUN_DIR\" > where; test -f \"$HPSEARCH_PARAMETERS\" && echo 1",
            "metrics": "last_line",
        ]
        let request = RunRequest(
            study: "s", key: RunKey(trial: 0, repeat: 0), attempt: 1, kind: "command", description: description,
            configuration: Configuration([]), seed: 1, objective: Objective(.maximize, "a"),
            environment: TrialEnvironment(directory: directory))
        #expect(try run(request).metrics["a"] == 1)
        let path = try String(contentsOfFile: "\(directory)/where", encoding: .utf8).trimmingCharacters(in: .newlines)
        #expect(!path.isEmpty && !FileManager.default.fileExists(atPath: path))
    }

    @Test("somebody who watches is told each line and what it was taken for")
    func traced() throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let told = TraceRecord()
        let script = #"echo hello; echo '{"epoch": 2, "a": 0.5}'; echo error >&2"#
        _ = try CommandTrial().run(
            request(["run": .text(script), "metrics": "json_lines"]), monitor: RecordingMonitor(),
            trace: CommandTrace(told.take))
        #expect(
            Set(told.lines) == ["hello → nothing", #"{"epoch": 2, "a": 0.5} → epoch 2: a 0.5"#, "error! → nothing"])
    }

    @Test(
        "somebody who watches is told what was made of the last line, of a file, and of values that are no numbers",
        arguments: [
            (["run": "echo 0.75", "metrics": "last_line"], ["0.75 → nothing", "the last line, '0.75', is a"]),
            (
                ["run": "echo acc 0.75", "metrics": "last_line"],
                [
                    "acc 0.75 → nothing",
                    "the last line, 'acc 0.75', is not one number, as metrics: last_line needs it for a",
                ]
            ),
            (["run": "true", "metrics": "last_line"], ["standard output has no line to read a from"]),
            (
                ["run": "echo 'a=85% b=1'", "metrics": ["a": "a=(?<value>[^ ]+)", "b": "b=(?<value>[0-9])"]],
                ["a=85% b=1 → b 1; a is there, but its value is no number"]
            ),
            (
                ["run": "echo no; echo a=high", "metrics": ["a": "a=(?<value>[^ ]+)"]],
                ["no → nothing", "a=high → a is there, but its value is no number"]
            ),
            (
                ["run": "printf 'a,b\\n1,2\\n3\\n' > \"$HPSEARCH_METRICS_FILE\"", "metrics_file": "m.csv"],
                [
                    "the file 'm.csv' holds a row with numbers",
                    "a row of 'm.csv' is passed over: not as many fields as the first line has names, or a quote that is "
                        + "not closed",
                ]
            ),
            (["run": "true", "metrics_file": "m.csv"], ["there is no file 'm.csv'"]),
            (
                [
                    "run": #"echo '{"a": 1, "epoch": 2.5}'; echo '{"a": 1, "epoch": 2.5, "step": 9}'"#,
                    "metrics": "json_lines",
                ],
                [
                    #"{"a": 1, "epoch": 2.5} → a 1, epoch 2.5; epoch is no whole number, so that the line is no point of "#
                        + "the curve",
                    #"{"a": 1, "epoch": 2.5, "step": 9} → step 9: a 1, epoch 2.5"#,
                ]
            ),
        ] as [(Node, [String])])
    func tracedSource(_ description: Node, _ expected: [String]) throws {
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let told = TraceRecord()
        // Whether the run has failed is not what is looked at.
        _ = try? CommandTrial().run(
            request(description), monitor: RecordingMonitor(), trace: CommandTrace(told.take))
        #expect(told.lines.map { $0.replacing("\(directory)/files/run/7-2/", with: "") } == expected)
    }
}

/// Keeps the lines of a trace, and what it says of sources.
private final class TraceRecord: @unchecked Sendable {
    private let lock = NSLock()
    private var texts: [String] = []
    private var time: Double?

    /// How long the program ran.
    var seconds: Double? { lock.withLock { time } }
    var lines: [String] { lock.withLock { texts } }

    @Sendable func take(_ event: CommandTrace.Event) {
        switch event {
        case .line(let text, let isError, let takenFor):
            lock.withLock { texts.append("\(text)\(isError ? "!" : "") → \(takenFor ?? "nothing")") }
        case .source(let words): lock.withLock { texts.append(words) }
        case .ended(_, let seconds): lock.withLock { time = seconds }
        case .started, .moreLines: break
        }
    }
}
