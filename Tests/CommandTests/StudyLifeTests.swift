import Foundation
import StudyCore
import Testing

@Suite("A study's life, as a user meets it")
struct StudyLifeTests {
    @Test("it runs, reports by the contract, and a second launch just prints the report")
    func runsAndReports() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 6, repeats: 2))
        let first = try place.run("study", "sample.yaml", "--workers", "2")
        #expect(first.exitCode == 0, "\(first.error)")
        #expect(first.error.contains("[6/6] trial "))

        let report = try place.run("report", "sample", "--format", "json")
        let node = try Node(json: report.output)
        #expect(
            node.mapValue?.map(\.key) == [
                "format", "study", "state", "objective", "counts", "trials", "failures", "statistics", "execution",
            ])
        #expect(node["format"]?.integerValue == 1)
        #expect(node["state"]?.textValue == "complete")
        #expect(node["objective"]?.canonicalJSON == #"{"goal":"maximize","metric":"validation.accuracy"}"#)
        #expect(node["counts"]?["complete"]?.integerValue == 6)
        let trials = try #require(node["trials"]?.listValue)
        #expect(trials.compactMap { $0["rank"]?.integerValue } == [1, 2, 3, 4, 5, 6])
        let values = trials.compactMap { $0["objective"]?["value"]?.numberValue }
        #expect(values.count == 6)
        #expect(values == values.sorted(by: >))
        for trial in trials {
            #expect(
                trial.mapValue?.map(\.key) == [
                    "rank", "number", "parameters", "state", "runs", "objective", "metrics", "tied_with_best",
                ])
            #expect(trial["runs"]?.integerValue == 2)
            #expect(trial["metrics"]?["test.accuracy"]?.numberValue != nil)
        }

        let again = try place.run("study", "sample.yaml")
        #expect(again.exitCode == 0)
        #expect(!again.error.contains("trial "))
        #expect(again.output.contains("validation.accuracy"))
    }

    @Test("list, show, best and export tell of it; best's study runs alone and gives the same numbers")
    func tells() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 4))
        try place.run("study", "sample.yaml", "--quiet")

        let list = try Node(json: try place.run("list", "--format", "json").output)
        #expect(list.json.contains(#""sample""#))
        let show = try Node(json: try place.run("show", "sample", "2", "--format", "json").output)
        #expect(show.json.contains(#""curve""#))
        let runs = try place.run("export", "sample").jsonLines
        #expect(runs.count == 4)
        #expect(
            runs[0].mapValue?.map(\.key) == [
                "study", "trial", "repeat", "seed", "parameters", "state", "attempts", "metrics", "curve", "host",
                "worker", "started", "finished",
            ])

        let best = try place.run("best", "sample")
        try place.write("best.yaml", best.output)
        let alone = try place.run("study", "best.yaml", "--db", "alone.sqlite", "--quiet")
        #expect(alone.exitCode == 0, "\(alone.error)")
        let bestMetrics = try Node(json: try place.run("report", "sample", "--top", "1", "--format", "json").output)
        let aloneMetrics = try Node(
            json: try place.run("report", "--db", "alone.sqlite", "--format", "json").output)
        func accuracy(_ report: Node) -> Double? {
            report["trials"]?.listValue?.first?["metrics"]?["validation.accuracy"]?.numberValue
        }
        #expect(accuracy(bestMetrics) != nil)
        #expect(accuracy(bestMetrics) == accuracy(aloneMetrics))
    }

    @Test("exports with 1, 2 and 4 workers are identical apart from times, host and worker")
    func workersDoNotMatter() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 8, repeats: 2))
        var exports: [[String]] = []
        for workers in [1, 2, 4] {
            let database = "w\(workers).sqlite"
            let run = try place.run("study", "sample.yaml", "--workers", "\(workers)", "--db", database, "--quiet")
            #expect(run.exitCode == 0, "\(run.error)")
            exports.append(try deterministicPart(of: try place.run("export", "sample", "--db", database).output))
        }
        #expect(exports[0].count == 16)
        #expect(exports[0] == exports[1])
        #expect(exports[0] == exports[2])
    }

    @Test("values may be added to a grid; any other change is refused with a diff")
    func changes() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8, 12]))
        try place.run("study", "sample.yaml", "--quiet")
        try place.write("sample.yaml", SampleStudies.grid(widths: [8, 10, 12]))
        let added = try place.run("study", "sample.yaml", "--quiet")
        #expect(added.exitCode == 0, "\(added.error)")
        let runs = try place.run("export", "sample").jsonLines
        #expect(runs.map { $0["parameters"]?["width"]?.integerValue } == [8, 12, 10])

        try place.write("sample.yaml", SampleStudies.grid(widths: [8, 10, 12], epochs: 3))
        let refused = try place.run("study", "sample.yaml", "--quiet")
        #expect(refused.exitCode == 2)
        #expect(refused.error.contains("-     epochs: 2"))
        #expect(refused.error.contains("+     epochs: 3"))
        #expect(refused.error.contains("--restart"))

        let restarted = try place.run("study", "sample.yaml", "--quiet", "--restart")
        #expect(restarted.exitCode == 0, "\(restarted.error)")
        let names = try place.run("list", "--format", "json").output
        #expect(names.contains(#""sample@1""#))
    }

    @Test("delete asks, and deletes")
    func deletes() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.grid(widths: [8]))
        try place.run("study", "sample.yaml", "--quiet")
        let unanswered = try place.run("delete", "sample")
        #expect(unanswered.exitCode == 2)
        #expect(try place.run("delete", "sample", "--yes").exitCode == 0)
        #expect(try place.run("report", "sample").exitCode == 2)
    }

    @Test("a value that is not a number, in a database that was meddled with, is best of nothing")
    func notANumber() throws {
        let place = try ReplayTests.finished(SampleStudies.grid(widths: [8, 12, 16, 20], epochs: 1))
        let before = try Node(json: try place.run("list", "--format", "json").output)
        let best = try #require(before["studies"]?.listValue?.first?["best"]?.numberValue)
        let trials = try Node(json: try place.run("report", "--format", "json").output)["trials"]?.listValue
        let last = try #require(trials?.last?["number"]?.numberValue)
        try ReplayTests.change(place) { db in
            try db.execute(
                sql: "UPDATE metric SET value = NULL, state = 'nan' WHERE name = 'validation.accuracy' AND trial = ?",
                arguments: [Int(last)])
        }
        // Which trial comes first differs from one process to the next.
        for _ in 0..<8 {
            let after = try Node(json: try place.run("list", "--format", "json").output)
            #expect(after["studies"]?.listValue?.first?["best"]?.numberValue == best)
        }
    }
}
