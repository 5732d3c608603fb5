import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#endif

@Suite("Where the output goes")
struct OutputTests {
    @Test("a reader of standard error that goes away does not stop a study")
    func closedError() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 9))
        let outcome = try place.shell("set -o pipefail; $HP study sample.yaml 2>&1 >/dev/null | head -1")
        #expect(outcome.output.contains("trial"))
        #expect(try place.run("list").output.contains("9/9"))
    }

    @Test("a full disk under standard output is exit code 4, with a sentence")
    func fullOutput() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8], epochs: 1))
        try place.run("study", "sample.yaml", "--quiet")
        for command in ["report", "export", "best", "list"] {
            let outcome = try place.shell("$HP \(command) > /dev/full")
            #expect(outcome.exitCode == 4, "\(command)")
            #expect(
                outcome.error == "hpsearch: the result cannot be written (No space left on device)\n", "\(command)")
        }
    }

    @Test("a table shows the best 100 trials and says how many more there are; data formats have all")
    func longTable() throws {
        let place = try Workplace()
        try place.write(
            "many.yaml",
            """
            name: many
            objective: {minimize: loss.final}
            parameters: {start: {uniform: [-2, 2]}}
            search: {method: random, trials: 103}
            trial:
              expression:
                minimize: (x - 1)^2
                parameters: {x: $start}
                optimizer: {sgd: {learning_rate: 0.1}}
                iterations: 1
            """)
        try place.run("study", "many.yaml", "--quiet")
        #expect(try place.run("report").output.contains("3 more trials not shown (--top 103 shows all)"))
        #expect(try !place.run("report", "--top", "103").output.contains("not shown"))
        #expect(try place.run("report", "--format", "csv").output.split(whereSeparator: \.isNewline).count == 104)
    }

    @Test("a reader that has had enough is no failure")
    func closedOutput() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8, 12, 16], epochs: 1))
        try place.run("study", "sample.yaml", "--quiet")
        let outcome = try place.shell("set -o pipefail; $HP export sample | head -1")
        #expect(outcome.output.hasPrefix("{\"study\":\"sample\",\"trial\":0"))
        #expect(outcome.exitCode == 0)
        #expect(outcome.error.isEmpty)
    }

    @Test("a report goes into a file whole or not at all")
    func intoFile() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8], epochs: 1))
        try place.run("study", "sample.yaml", "--quiet")
        #expect(try place.run("report", "--format", "markdown", "--output", "report.md").exitCode == 0)
        #expect(try String(contentsOfFile: place.path("report.md"), encoding: .utf8).contains("| "))
        let outcome = try place.run("report", "--output", "missing/report.md")
        #expect(outcome.exitCode == 4)
        #expect(outcome.error.contains("missing/report.md"))
    }

    @Test("commands that are suggested carry the options they need")
    func hints() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(name: "-odd name", trials: 40, epochs: 40))
        let command = try place.start(["study", "sample.yaml", "--workers", "1", "--db", "my studies.sqlite"])
        #expect(command.wait(for: { command.errorSoFar.contains("] trial ") }))
        command.send(SIGINT)
        let outcome = try command.wait()
        #expect(
            outcome.error.contains("carry on with: hpsearch study --workers 1 --db 'my studies.sqlite' sample.yaml"),
            "\(outcome.error)")
        let report = try place.run("report", "--db", "my studies.sqlite")
        #expect(
            report.output.contains("hpsearch resume --db 'my studies.sqlite' -- '-odd name'"), "\(report.output)")
    }

    @Test("exports some trials, without curves")
    func leanExport() throws {
        let place = try Workplace()
        try place.write("grid.yaml", SampleStudies.grid(widths: [8, 16, 24]))
        try place.run("study", "grid.yaml", "--quiet")
        let whole = try place.run("export").jsonLines
        let lean = try place.run("export", "--no-curves", "--trials", "0,2").jsonLines
        #expect(lean.map { $0["trial"] } == [0, 2])
        for run in lean {
            #expect(run["curve"] == nil)
            let other = try #require(whole.first { $0["trial"] == run["trial"] }?.mapValue)
            #expect(run.mapValue?.map(\.key) == other.map(\.key).filter { $0 != "curve" })
            #expect(run["metrics"]?.json == other.first { $0.key == "metrics" }?.value.json)
        }
        let csv = try place.run("export", "--format", "csv", "--where", "width > 10").output
        #expect(csv.split(separator: "\r\n").count == 3)
        let refused = try place.run("export", "--trials", "3", "-o", "e.jsonl")
        #expect(refused.exitCode == 2 && refused.error.contains("its trials are numbered 0 to 2"))
        #expect(!FileManager.default.fileExists(atPath: place.path("e.jsonl")))
    }

    @Test("reports on chosen columns, and refuses those that there are not")
    func columns() throws {
        let place = try Workplace()
        try place.write("grid.yaml", SampleStudies.grid(name: "grid", widths: [8, 16]))
        try place.run("study", "grid.yaml", "--quiet")
        let csv = try place.run("report", "--format", "csv", "--columns", "width,trial,test.*").output
        #expect(csv.hasPrefix("trial,width,test.accuracy,test.loss\r\n"))
        let unknown = try place.run("report", "--columns", "rank,widht")
        #expect(unknown.exitCode == 2)
        #expect(
            unknown.error.hasPrefix(
                "hpsearch: no column of this report on 'grid' fits 'widht'; its columns are rank, trial, "))
        let json = try place.run("report", "--format", "json", "--columns", "nothing")
        #expect(json.exitCode == 0)
        #expect(json.error == "hpsearch: --columns does not change JSON, which has everything\n")
        #expect(try json.output == place.run("report", "--format", "json").output)
        #expect(try place.run("report", "--columns", "a,,b").error.contains("write patterns with commas between them"))
        #expect(try place.run("report", "--columns", "a", "--format", "html").exitCode == 2)
    }

    @Test("reports in parts, for a page that holds them")
    func parts() throws {
        let place = try Workplace()
        try place.write("grid.yaml", SampleStudies.grid(name: "grid", widths: [8, 16]))
        try place.run("study", "grid.yaml", "--quiet")
        func report(_ arguments: String...) throws -> CommandOutcome {
            try place.start(["report", "--format", "markdown"] + arguments).wait()
        }
        let table = try report("--parts", "table", "--columns", "trial,width")
        #expect(
            table.output == "| trial | width |\n| ---: | ---: |\n| 1 | 16 |\n| 0 | 8 |\n"
                || table.output.hasSuffix("| 1 | 16 |\n"))
        #expect(try report("--heading-level", "2").output.hasPrefix("## Study grid\n"))
        let provenance = try report("--parts", "provenance", "--top", "1").output
        #expect(provenance.hasPrefix("## Provenance\n") && provenance.contains("\n- host: "))
        for (arguments, message) in [
            (
                ["--format", "markdown", "--parts", "table,note"],
                "no report has a part 'note'; write names with commas"
            ),
            (["--format", "markdown", "--parts", "pictures"], "the part 'pictures' goes with --pictures."),
            (["--format", "markdown", "--heading-level", "5"], "--heading-level takes a number from 1 to 4 (got 5)."),
            (["--parts", "table"], "--parts and --heading-level go with --format markdown."),
        ] {
            let outcome = try place.start(["report"] + arguments).wait()
            #expect(outcome.exitCode == 2 && outcome.error.contains(message), "\(outcome.error)")
        }
    }
}
