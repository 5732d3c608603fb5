import Foundation
import StudyCore
import Testing

@Suite("What is refused is refused before anything is changed")
struct RefusalTests {
    static func grid(_ values: String, require: String = "", extra: String = "") -> String {
        """
        name: sample
        parameters: {learning_rate: {values: \(values)}}
        \(require)
        search: {method: grid}
        \(extra)
        trial:
          network: {data: digits, hidden: [8], optimizer: {sgd: {learning_rate: $learning_rate}}, batch_size: 50, epochs: 1}

        """
    }

    @Test(
        "a constraint that nothing satisfies: one sentence, exit code 2, no database",
        arguments: [
            "{method: random, trials: 3}|{log_uniform: [0.001, 1]}", "{method: grid}|[0.1, 0.2]",
        ])
    func nothingSatisfies(form: String) throws {
        let place = try Workplace()
        let parts = form.split(separator: "|")
        try place.write(
            "sample.yaml",
            """
            parameters: {learning_rate: \(parts[1])}
            require: ["learning_rate > 1"]
            search: \(parts[0])
            trial:
              network: {data: digits, hidden: [8], optimizer: {sgd: {learning_rate: $learning_rate}}, batch_size: 50, epochs: 1}

            """)
        for command in ["plan", "study"] {
            let outcome = try place.run(command, "sample.yaml")
            #expect(outcome.exitCode == 2)
            #expect(outcome.error.hasPrefix("sample.yaml:2:"), "\(outcome.error)")
            #expect(outcome.error.contains("no configuration satisfies 'learning_rate > 1'"), "\(outcome.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("a refused restart leaves the study under its name")
    func refusedRestart() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8], epochs: 1))
        try place.run("study", "sample.yaml", "--quiet")
        try place.write("sample.yaml", Self.grid("[0.1, 0.2]", require: "require: [\"learning_rate > 1\"]"))
        #expect(try place.run("study", "sample.yaml", "--restart").exitCode == 2)
        let names = try Node(json: try place.run("list", "--format", "json").output)
        #expect(names.json.contains(#""sample""#))
        #expect(!names.json.contains("sample@1"))
    }

    @Test("values that are only written differently are not added again")
    func sameValues() throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.grid("[1, 2]"))
        try place.run("study", "sample.yaml", "--quiet")
        try place.write("sample.yaml", Self.grid("[1.0, 2.0, 0.5]"))
        let outcome = try place.run("study", "sample.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(
            try place.run("export", "sample").jsonLines.map { $0["parameters"]?["learning_rate"]?.numberValue }
                == [1, 2, 0.5])
    }

    @Test("inputs are checked also where constraints exclude every corner of the space")
    func noCorners() throws {
        let place = try Workplace()
        try place.write(
            "sample.yaml",
            """
            parameters: {n: {int_uniform: [4, 64]}}
            require: ["n > 4 and n < 64"]
            search: {method: random, trials: 2}
            trial:
              network: {data: kmnist, hidden: [$n], optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 50, epochs: 1}

            """)
        let outcome = try place.run("study", "sample.yaml", environment: ["HPSEARCH_DATA": ""])
        #expect(outcome.exitCode == 4, "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("over a million runs ask for --yes")
    func manyRuns() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 3, repeats: 1_000_000))
        let outcome = try place.run("study", "sample.yaml")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error
                == "sample.yaml: 3 trials of 1000000 repeats make over a million runs; if this is meant, say so with --yes\n"
        )
    }

    @Test("a study whose directory has moved is resumed from where it is now")
    func moved() throws {
        let place = try Workplace()
        try place.write("old/table.yaml", TableDataTests.study)
        try place.write("old/points.csv", TableDataTests.table(rows: 200))
        #expect(try place.run("study", "old/table.yaml", "--quiet").exitCode == 0)
        try FileManager.default.moveItem(atPath: place.path("old"), toPath: place.path("new"))
        // The finished study needs no data to print its report.
        #expect(try place.run("study", "new/table.yaml", "--quiet").exitCode == 0)
        let best = try place.run("best", "table").output
        try place.write("elsewhere/best.yaml", best)
        #expect(best.contains(place.path("old/points.csv")) || best.contains(place.path("new/points.csv")))
    }

    @Test("a net whose last step blew up has diverged")
    func blewUp() throws {
        let place = try Workplace()
        try place.write(
            "sample.yaml", Self.grid("[1e30]").replacing("batch_size: 50", with: "batch_size: full"))
        let report = try Node(json: try place.run("study", "sample.yaml", "--format", "json").output)
        #expect(report["counts"]?["diverged"]?.integerValue == 1)
        #expect(report["trials"]?.listValue?.first?["rank"]?.isNull == true)
    }
}
