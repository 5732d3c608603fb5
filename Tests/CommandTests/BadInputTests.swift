import Foundation
import Testing

@Suite("Bad input ends a command with one sentence and the right exit code")
struct BadInputTests {
    @Test("a misspelt option is usage, on standard error")
    func option() throws {
        let outcome = try Workplace().run("report", "--tpo", "3")
        #expect(outcome.exitCode == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("Error: Unknown option '--tpo'"))
        #expect(outcome.error.contains("hpsearch report --help"))
    }

    @Test("help and version are results")
    func help() throws {
        let place = try Workplace()
        for arguments in [["--help"], ["study", "--help"], ["data", "fetch", "--help"]] {
            let command = try place.start(arguments)
            let outcome = try command.wait()
            #expect(outcome.exitCode == 0)
            #expect(outcome.output.contains("USAGE: hpsearch"))
            #expect(outcome.output.contains("hpsearch"))
            #expect(outcome.error.isEmpty)
        }
        #expect(try place.run("--version").output == "0.1.0\n")
    }

    @Test("a file that is not there, with the one that was meant")
    func missingFile() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8]))
        let outcome = try place.run("study", "sampel.yaml")
        #expect(outcome.exitCode == 2)
        #expect(outcome.error == "hpsearch: there is no file 'sampel.yaml'; did you mean 'sample.yaml'?\n")
    }

    @Test("an empty file, and all mistakes of a file at once")
    func mistakes() throws {
        let place = try Workplace()
        try place.write("empty.yaml", "")
        let empty = try place.run("plan", "empty.yaml")
        #expect(empty.exitCode == 2)
        #expect(empty.error.hasPrefix("empty.yaml:1:1: "))
        try place.write(
            "bad.yaml",
            SampleStudies.random().replacing("batch_size: $batch_size", with: "batch_size: $batchsize")
                .replacing("epochs:", with: "epoch:"))
        let bad = try place.run("study", "bad.yaml")
        #expect(bad.exitCode == 2)
        let lines = bad.error.split(separator: "\n")
        #expect(lines.count >= 2)
        #expect(lines.allSatisfy { $0.hasPrefix("bad.yaml:") })
        #expect(bad.error.contains("batchsize"))
        #expect(bad.error.contains("did you mean 'epochs'?"))
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("a study that is unknown suggests the nearest; without a database there is a way out")
    func unknownStudy() throws {
        let place = try Workplace()
        let none = try place.run("report")
        #expect(none.exitCode == 2)
        #expect(none.error.contains("results/studies.sqlite"))
        try place.write("sample.yaml", SampleStudies.grid(widths: [8], epochs: 0))
        try place.run("study", "sample.yaml", "--quiet")
        let unknown = try place.run("report", "smaple")
        #expect(unknown.exitCode == 2)
        #expect(unknown.error.contains("'sample'"))
        let trial = try place.run("show", "sample", "7")
        #expect(trial.exitCode == 2)
        #expect(trial.error.contains("7"))
    }

    @Test("a database that is not ours is left alone")
    func foreignDatabase() throws {
        let place = try Workplace()
        try place.write("notes.sqlite", "these are my notes, not a database\n")
        try place.write("sample.yaml", SampleStudies.grid(widths: [8]))
        let outcome = try place.run("study", "sample.yaml", "--db", "notes.sqlite")
        #expect(outcome.exitCode == 4)
        #expect(outcome.error.contains("notes.sqlite"))
        #expect(
            try String(contentsOfFile: place.path("notes.sqlite"), encoding: .utf8)
                == "these are my notes, not a database\n")
    }

    @Test("data that is not here is a matter of the environment, and nothing is begun")
    func missingData() throws {
        let place = try Workplace()
        try place.write(
            "sample.yaml", SampleStudies.grid(widths: [8]).replacing("data: digits", with: "data: kmnist"))
        let outcome = try place.run("study", "sample.yaml", environment: ["HPSEARCH_DATA": ""])
        #expect(outcome.exitCode == 4)
        #expect(outcome.error.contains("hpsearch data fetch kmnist"))
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
        #expect(try place.run("plan", "sample.yaml", environment: ["HPSEARCH_DATA": ""]).exitCode == 0)
    }

    @Test("a grid of over a million trials asks for --yes")
    func largeGrid() throws {
        let place = try Workplace()
        let values = Array(1...102)
        try place.write(
            "large.yaml",
            """
            parameters: {a: \(values), b: \(values), c: \(values)}
            search: {method: grid}
            trial:
              network:
                {data: digits, hidden: [$a, $b, $c], optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 32, epochs: 1}

            """)
        let outcome = try place.run("study", "large.yaml")
        #expect(outcome.exitCode == 2)
        #expect(outcome.error.contains("1061208"))
        #expect(outcome.error.contains("--yes"))
    }

    @Test("Unicode, quotes and markup in names are just names")
    func hostileName() throws {
        let place = try Workplace()
        let name = #"naïve "名前" '; DROP TABLE study; -- <b>$x</b>"#
        let quoted = "'" + name.replacingOccurrences(of: "'", with: "''") + "'"
        try place.write("odd.yaml", SampleStudies.grid(name: quoted, widths: [8], epochs: 1))
        let outcome = try place.run("study", "odd.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.output.contains(name))
        #expect(try place.run("report", name, "--format", "json").exitCode == 0)
        let best = try place.run("best", name)
        try place.write("best.yaml", best.output)
        #expect(try place.run("plan", "best.yaml").exitCode == 0)
        #expect(try place.run("delete", name, "--yes").exitCode == 0)
    }
}
