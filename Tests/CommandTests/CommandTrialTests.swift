import Foundation
import StudyCore
import Testing

/// Studies whose trials are programs, run by the built program.
@Suite("Command trials", .serialized)
struct CommandTrialTests {
    private let place: Workplace

    init() throws { place = try Workplace() }

    /// A study over `x` whose trials run a shell's script.
    private func study(
        values: String = "[1, 2, 3]", metrics: String = "metrics: json_lines", extra: String = "",
        limits: String = "{retries: 0}", objective: String = "{maximize: a}", _ script: String
    ) throws {
        let lines = script.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        try place.write(
            "s.yaml",
            """
            name: s
            objective: \(objective)
            parameters: {x: \(values)}
            search: {method: grid}
            limits: \(limits)
            trial:
              command:
                run: |
            \(lines)
                \(metrics)
            \(extra.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n"))

            """)
    }

    private var report: Node { get throws { try Node(json: try place.run("report", "--format", "json").output) } }

    private func isAlive(_ pid: pid_t) -> Bool {
        guard let stat = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return false }
        return stat[stat.index(end, offsetBy: 2)...].first != "Z"
    }

    private func pid(in file: String) -> pid_t? {
        (try? String(contentsOfFile: place.path(file), encoding: .utf8))
            .flatMap { pid_t($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
    }

    @Test("a study of a program runs, is ranked, shown, replayed and written out as its best")
    func whole() throws {
        try study(#"echo "{\"epoch\": 1, \"a\": 0}"; echo "{\"epoch\": 2, \"a\": $x}"; echo words >&2"#)
        let outcome = try place.run("study", "s.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let trials = try report["trials"]?.listValue ?? []
        #expect(trials.map { $0["metrics"]?["a"]?.numberValue } == [3, 2, 1])
        let run = try #require(try place.run("export").jsonLines.first)
        #expect(run["curve"]?.listValue?.compactMap { $0["a"]?.numberValue } == [0, 1])
        let shown = try place.run("show", "s", "1").output
        #expect(shown.contains("the end of standard output") && shown.contains("    | words"))
        let node = try #require(
            try Node(json: try place.run("show", "s", "1", "--format", "json").output)["runs"]?.listValue?.first)
        #expect(node["standard_error"]?.textValue == "words")
        #expect(FileManager.default.fileExists(atPath: (node["directory"]?.textValue ?? "") + "/parameters.json"))
        #expect(try place.run("replay", "s", "2").exitCode == 0)
        let best = try place.run("best", "s")
        try place.write("elsewhere/best.yaml", best.output)
        let again = try place.run("study", "elsewhere/best.yaml", "--quiet", "--db", "best.sqlite", "--format", "json")
        #expect(again.exitCode == 0, "\(again.error)")
        #expect(try Node(json: again.output)["trials"]?.listValue?.first?["metrics"]?["a"]?.numberValue == 3)
    }

    @Test("binary output, invalid UTF-8 and a last line without an end lose nothing")
    func oddOutput() throws {
        try study(
            values: "[1]",
            #"head -c 300000 /dev/urandom; echo; echo '{"a": 0.5}'; printf '\377\376 {"a": 9}\n'; printf '{"b": 7}'"#)
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        let metrics = try report["trials"]?.listValue?.first?["metrics"]
        #expect(metrics?["a"]?.numberValue == 0.5 && metrics?["b"]?.numberValue == 7)
    }

    @Test("a flood of output neither stalls a run nor fills the scheduler's memory")
    func flood() throws {
        try study(
            values: "[1, 2]", metrics: "metrics: {a: 'result (?<value>[0-9.]+)'}",
            "yes 'a line of output that holds nothing' | head -c 300000000; yes | head -c 100000000 >&2; echo result 0.5"
        )
        let command = try place.start(["study", "s.yaml", "--quiet"])
        var peak = 0
        _ = command.wait(
            for: {
                let status = (try? String(contentsOfFile: "/proc/\(command.pid)/status", encoding: .utf8)) ?? ""
                let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
                peak = max(peak, line.flatMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) } ?? 0)
                return false
            }, seconds: 300)
        #expect(try command.wait().exitCode == 0)
        #expect(try report["counts"]?["complete"]?.integerValue == 2)
        #expect(peak > 0 && peak < 200_000, "\(peak) KiB")
        let folder = place.path("results/studies.sqlite.files/study-1/run/0-0/stdout.log")
        let size = try FileManager.default.attributesOfItem(atPath: folder)[.size] as? Int ?? 0
        #expect(size > 500_000 && size < 600_000)
    }

    @Test("a hundred thousand lines of metrics within a moment are all read, and the curve stays bounded")
    func manyMetrics() throws {
        try study(
            values: "[1]", #"awk 'BEGIN { for (i = 1; i <= 100000; i++) print "{\"step\": " i ", \"a\": " i "}" }'"#)
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        #expect(try report["trials"]?.listValue?.first?["metrics"]?["a"]?.numberValue == 100_000)
        let curve = try place.run("export").jsonLines.first?["curve"]?.listValue ?? []
        #expect(curve.count > 1000 && curve.count < 8000)
    }

    @Test("whichever process of try is killed, nothing of what it has started runs on", arguments: [true, false])
    func killedTry(first: Bool) throws {
        try study(
            values: "[1]",
            """
            setsid sh -c 'echo $$$$ > daemon; exec sleep 1000' >/dev/null 2>&1 </dev/null &
            echo $$$$ > leader; sleep 1000
            """)
        let command = try place.start(["try", "s.yaml"])
        #expect(command.wait(for: { pid(in: "daemon") != nil && pid(in: "leader") != nil }))
        let started = try ["daemon", "leader"].map { try #require(pid(in: $0)) }
        let second = try #require(command.workers.first)
        kill(first ? command.pid : second, SIGKILL)
        #expect(RunningCommand.ended(started + [second]))
        let outcome = try command.wait()
        if !first { #expect(outcome.exitCode == 128 + SIGKILL) }
    }

    @Test("what has daemonised is found and ended when its run has ended")
    func daemon() throws {
        try study(
            values: "[1]",
            """
            setsid sh -c 'echo $$$$ > pid; exec sleep 1000' >/dev/null 2>&1 </dev/null &
            while ! [ -s pid ]; do sleep 0.01; done
            echo '{"a": 1}'
            """)
        let outcome = try place.run("study", "s.yaml")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.error.contains("trial 0, repeat 0 left a process behind, which was ended"))
        #expect(!isAlive(try #require(pid(in: "pid"))))
    }

    @Test("a worker or a whole launch that is killed leaves no program running, and the study is carried on with")
    func kills() throws {
        try study(
            values: "[1]", limits: "{retries: 5}",
            """
            setsid sh -c 'echo $$$$ > daemon; exec sleep 1000' >/dev/null 2>&1 </dev/null &
            echo $$$$ > leader
            while ! [ -e go ]; do sleep 0.02; done
            echo '{"a": 1}'
            """)
        func begin() throws -> RunningCommand {
            for name in ["daemon", "leader"] { try? FileManager.default.removeItem(atPath: place.path(name)) }
            return try place.start(["study", "s.yaml", "--workers", "1"])
        }
        func areRunning() -> Bool { pid(in: "daemon") != nil && pid(in: "leader") != nil }
        func areGone() -> Bool { ["daemon", "leader"].allSatisfy { !isAlive(pid(in: $0) ?? 0) } }
        // The scheduler alone.
        var command = try begin()
        #expect(command.wait(for: areRunning, seconds: 300))
        command.send(SIGKILL)
        _ = try command.wait()
        #expect(waits(for: areGone))
        // The worker alone: its run is tried again.
        command = try begin()
        #expect(command.wait(for: areRunning, seconds: 300))
        let first = try #require(pid(in: "leader"))
        for worker in command.workers { kill(worker, SIGKILL) }
        #expect(command.wait(for: { pid(in: "leader").map { $0 != first } ?? false }, seconds: 300))
        #expect(waits { !isAlive(first) })
        // All at once: the next launch ends what is left.
        let workers = command.workers
        for victim in workers + [command.pid] { kill(victim, SIGKILL) }
        _ = try command.wait()
        let (daemon, leader) = (pid(in: "daemon") ?? 0, pid(in: "leader") ?? 0)
        try place.write("go", "")
        let outcome = try place.run("study", "s.yaml")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(waits { !isAlive(daemon) && !isAlive(leader) })
        #expect(try report["counts"]?["complete"]?.integerValue == 1)
    }

    @Test("two interrupts end programs that ignore signals and have left their session", arguments: [0.0, 0.1, 0.4])
    func interruptedTwice(gap: Double) throws {
        try study(
            values: "[1]",
            """
            trap '' TERM INT HUP
            setsid sh -c 'echo $$$$ > daemon; exec sleep 1000' >/dev/null 2>&1 </dev/null &
            sh -c 'echo $$$$ > leader; exec sleep 1000'
            """)
        let command = try place.start(["study", "s.yaml", "--workers", "1"])
        #expect(command.wait(for: { pid(in: "daemon") != nil && pid(in: "leader") != nil }, seconds: 300))
        command.send(SIGINT)
        Thread.sleep(forTimeInterval: gap)
        command.send(SIGINT)
        #expect(try command.wait().exitCode == 3)
        for name in ["daemon", "leader"] {
            let left = try #require(pid(in: name))
            #expect(!isAlive(left), "\(name)")
            kill(left, SIGKILL)
        }
    }

    private func waits(for condition: () -> Bool) -> Bool {
        let end = Date().addingTimeInterval(120)
        while Date() < end {
            if condition() { return true }
            usleep(10_000)
        }
        return condition()
    }

    @Test("a run that can resume itself carries on after a kill, with the curve of an uninterrupted one")
    func resumable() throws {
        try study(
            values: "[1]", extra: "resumable: true", limits: "{retries: 5}",
            """
            n=1; [ -f "$$HPSEARCH_RUN_DIR/n" ] && n=$$(cat "$$HPSEARCH_RUN_DIR/n")
            while [ $$n -le 6 ]; do
              echo "{\\"epoch\\": $$n, \\"a\\": $$n}"
              n=$$((n+1)); echo $$n > "$$HPSEARCH_RUN_DIR/n"
              while [ $$n -eq 4 ] && ! [ -e go ]; do sleep 0.02; done
            done
            """)
        let command = try place.start(["study", "s.yaml", "--workers", "1"])
        // What the program has said and nobody has read is lost with its worker: a kill comes after the reading.
        let file = place.path("results/studies.sqlite.files/study-1/run/0-0/.measurements.jsonl")
        func recorded() -> Int {
            (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n").count ?? 0
        }
        let state = place.path("results/studies.sqlite.files/study-1/run/0-0/n")
        #expect(
            command.wait(
                for: { recorded() == 3 && (try? String(contentsOfFile: state, encoding: .utf8)) == "4\n" }, seconds: 300
            ))
        command.send(SIGKILL)
        _ = try command.wait()
        try place.write("go", "")
        let outcome = try place.run("study", "s.yaml")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.error.contains("is started again in the directory it had (attempt 2)"))
        let curve = try place.run("export").jsonLines.first?["curve"]?.listValue ?? []
        #expect(curve.compactMap { $0["epoch"]?.integerValue } == Array(1...6))
    }

    @Test(
        "run directories are kept as the file says",
        arguments: [
            ("always", ["0-0", "1-0", "2-0", "3-0"]), ("failed", ["3-0"]), ("never", []),
            ("{best: 2}", ["1-0", "2-0", "3-0"]),
        ])
    func keep(_ keep: String, _ left: [String]) throws {
        try study(
            values: "[1, 2, 3, 4]", extra: "keep: \(keep)",
            #"[ $x = 4 ] && exit 1; echo "{\"a\": $x}""#)
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 1)
        let folder = place.path("results/studies.sqlite.files/study-1/run")
        #expect(((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() == left)
        #expect(try place.run("delete", "s", "--yes").exitCode == 0)
        #expect(!FileManager.default.fileExists(atPath: place.path("results/studies.sqlite.files/study-1")))
    }

    @Test("a metric that was never seen is told with the last lines that were")
    func missingMetric() throws {
        try study(values: "[1]", #"echo '{"loss": 1}'; echo the last line"#)
        let outcome = try place.run("study", "s.yaml")
        #expect(outcome.exitCode == 1)
        #expect(
            outcome.error.contains(
                "the program ended without reporting a: it reported loss, and its last lines were '{\"loss\": 1}', "
                    + "'the last line'"))
        #expect(try place.run("show", "s", "0").output.contains("missing_metric, not tried again"))
    }

    @Test("names of parameters that are no names of variables work all the same")
    func oddNames() throws {
        try place.write(
            "s.yaml",
            """
            objective: {maximize: a}
            parameters: {"learning rate": [0.5], "größe": [2]}
            search: {method: grid}
            trial:
              command:
                run: echo "${learning rate} $größe" $args > words; env | grep PARAM_ > variables; echo 1
                metrics: last_line

            """)
        let outcome = try place.run("study", "s.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let words = try String(contentsOfFile: place.path("words"), encoding: .utf8)
        #expect(words == "0.5 2 --learning rate=0.5 --größe=2\n")
        let variables = try String(contentsOfFile: place.path("variables"), encoding: .utf8)
        #expect(variables.contains("HPSEARCH_PARAM_LEARNING_RATE=0.5") && variables.contains("HPSEARCH_PARAM_GR__E=2"))
    }

    @Test("try runs one configuration and shows what each line was taken for")
    func trying() throws {
        try study(#"echo hello; echo "{\"epoch\": 1, \"a\": $x}"; [ $x != 3 ]"#)
        let outcome = try place.run("try", "s.yaml", "--trial", "1")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.output.contains("  o | hello\n  o | {\"epoch\": 1, \"a\": 2}\n      → epoch 1: a 2\n"))
        #expect(outcome.output.contains("The objective, to maximize: a 2.0"))
        let failed = try place.run("try", "s.yaml", "--trial", "2")
        #expect(failed.exitCode == 1)
        #expect(
            failed.error.hasPrefix("hpsearch: the run has failed (exit_status): the program ended with exit status 1"))
        let absent = try place.run("try", "s.yaml", "--trial", "3")
        #expect(absent.exitCode == 2 && absent.error == "s.yaml: there is no trial 3; the study has 3, from 0\n")
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("an interrupt ends what try has started")
    func interruptedTry() throws {
        try study(values: "[1]", "echo $$$$ > leader; trap '' TERM; while :; do sleep 0.1; done")
        let command = try place.start(["try", "s.yaml"])
        #expect(command.wait(for: { pid(in: "leader") != nil }, seconds: 300))
        command.send(SIGTERM)
        let hasEnded = command.wait(for: { !command.process.isRunning }, seconds: 120)
        if !hasEnded { command.send(SIGKILL) }
        #expect(hasEnded)
        #expect(try command.wait().exitCode == 3)
        #expect(!isAlive(try #require(pid(in: "leader"))))
    }
}
