import Foundation
import Store
import StudyCore
import Testing

@Suite("Statistics, as a user meets them")
struct StatisticsCommandTests {
    /// The share of bits that are 1 in the predictions of a split.
    private func accuracy(_ prediction: Prediction) -> Double {
        Double(prediction.bits.reduce(0) { $0 + $1.nonzeroBitCount }) / Double(prediction.count)
    }

    @Test("every repeat of a network records which examples it got right, and reports rest on that")
    func predictions() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 3, repeats: 2))
        try place.run("study", "sample.yaml", "--quiet", "--db", "s.sqlite")
        let runs = try place.run("export", "sample", "--db", "s.sqlite").jsonLines
        #expect(runs.count == 6)
        let store = try StudyDatabase.open(path: place.path("s.sqlite"), mode: .readOnly)
        let reference = try store.find("sample")
        for run in runs {
            let key = RunKey(
                trial: try #require(run["trial"]?.integerValue), repeat: try #require(run["repeat"]?.integerValue))
            for split in Prediction.Split.allCases {
                let found = try store.predictions(of: [key.trial], repeat: key.repeat, split: split, in: reference)
                let prediction = try #require(found[key.trial], "trial \(key.trial), repeat \(key.repeat), \(split)")
                let known = try #require(run["metrics"]?["\(split.rawValue).accuracy"]?.numberValue)
                #expect(abs(accuracy(prediction) - known) < 1e-12)
                let counts = try store.predictionCounts(
                    of: [key.trial], repeat: key.repeat, split: split, in: reference)
                #expect(counts == [key.trial: 350])
            }
        }
        #expect(try store.predictions(of: [7], split: .test, in: reference).isEmpty)
        let report = try Node(json: try place.run("report", "sample", "--db", "s.sqlite", "--format", "json").output)
        #expect(report["statistics"]?["comparison"]?["test"] == "paired")
        #expect(report["trials"]?.listValue?.allSatisfy { $0["objective"]?["low"]?.numberValue != nil } == true)
    }

    @Test("one run each: Wilson's intervals, ties by McNemar's test, and held-out figures on demand")
    func singleRuns() throws {
        let place = try Workplace()
        try place.write("sample.yaml", SampleStudies.random(trials: 4))
        let study = try place.run("study", "sample.yaml", "--quiet")
        #expect(study.output.contains("exact McNemar tests on 350 examples"))
        #expect(study.output.contains("Importance is told from 20 complete trials on; there are 4."))
        let report = try Node(json: try place.run("report", "--format", "json", "--held-out", "best").output)
        #expect(report["statistics"]?["comparison"]?["test"] == "mcnemar")
        #expect(report["statistics"]?["held_out"]?["low"]?.numberValue != nil)
        let trials = try #require(report["trials"]?.listValue)
        #expect(trials.map { $0["metrics"]?["test.accuracy"] != nil } == [true, false, false, false])
        for trial in trials {
            let value = try #require(trial["objective"]?["value"]?.numberValue)
            #expect(try #require(trial["objective"]?["low"]?.numberValue) < value)
            #expect(try #require(trial["objective"]?["high"]?.numberValue) > value)
            #expect(trial["tied_with_best"]?.booleanValue != nil)
            let number = try #require(trial["number"]?.integerValue)
            let explained = try Node(
                json: try place.run("explain", "sample", "\(number)", "--format", "json").output)
            #expect(explained["tied_with_best"] == trial["tied_with_best"])
            #expect(explained["rank"] == trial["rank"])
            let shown = try Node(json: try place.run("show", "sample", "\(number)", "--format", "json").output)
            #expect(shown["objective"]?["low"] == trial["objective"]?["low"])
        }
        let chosen = try Node(
            json: try place.run("explain", "sample", "0", "--against", "1,2-3", "--against", "2", "--format", "json")
                .output)
        let rivals = try #require(chosen["rivals"]?.listValue).filter { $0["role"] == "chosen" }
        #expect(rivals.map { $0["number"] } == [1, 2, 3])
        #expect(rivals.allSatisfy { $0["p"]?.numberValue != nil && $0["tied"]?.booleanValue != nil })
        for (list, message) in [
            ("0", "hpsearch: trial 0 cannot be compared with itself; name another one\n"),
            ("2-9", "hpsearch: study 'sample' has no trial 9: its trials are numbered 0 to 3\n"),
        ] {
            let refused = try place.run("explain", "sample", "0", "--against", list)
            #expect(refused.exitCode == 2 && refused.error == message, "\(refused.error)")
        }
        let malformed = try place.run("explain", "sample", "0", "--against", "3-1")
        #expect(malformed.exitCode == 2)
        #expect(malformed.error.contains("write trials' numbers and ranges of them such as 0,3,7-9"))
        let unknown = try place.run("explain", "sample", "9")
        #expect(unknown.exitCode == 2)
        #expect(unknown.error == "hpsearch: study 'sample' has no trial 9: its trials are numbered 0 to 3\n")
        let level = try place.run("report", "--level", "95")
        #expect(level.exitCode == 2)
        #expect(level.error.contains("--level takes a number from 0.5 to 0.9999 such as 0.95 (got 95.0)."))
    }

    @Test(
        "nets that a parameter gave other data are not compared example by example",
        arguments: [("train", true), ("validation", false)])
    func chosenData(_ key: String, _ isComparable: Bool) throws {
        let place = try Workplace()
        let text = SampleStudies.grid(widths: [200, 300]).replacing("hidden: [$width]", with: "hidden: [8]")
        try place.write("sample.yaml", text.replacing("data: digits", with: "data: {name: digits, \(key): $width}"))
        let outcome = try place.run("study", "sample.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.output.contains("exact McNemar tests on 350 examples") == isComparable, "\(outcome.output)")
        #expect(outcome.output.contains("on data that a parameter chooses") != isComparable, "\(outcome.output)")
    }

    @Test("studies are compared side by side, and refused where their objectives differ")
    func comparison() throws {
        let place = try Workplace()
        try place.write("random.yaml", SampleStudies.random(name: "random", trials: 4))
        try place.write("grid.yaml", SampleStudies.grid(name: "grid", widths: [8, 16, 24]))
        try place.write(
            "losses.yaml",
            SampleStudies.random(name: "losses", trials: 2, extra: "objective: {minimize: validation.loss}"))
        for file in ["random.yaml", "grid.yaml", "losses.yaml"] { try place.run("study", file, "--quiet") }
        let node = try Node(json: try place.run("compare", "grid", "random", "--format", "json").output)
        #expect(node["studies"]?.listValue?.map { $0["method"]?.textValue } == ["grid", "random"])
        #expect(node["winners"]?.listValue?.first?["test"] == "mcnemar")
        let reach = try #require(node["reach"]?.listValue)
        #expect((1...2).contains(reach.count))
        let csv = try place.run("compare", "grid", "random", "--format", "csv", "--output", "curves.csv")
        #expect(csv.exitCode == 0)
        let lines = try String(contentsOfFile: place.path("curves.csv"), encoding: .utf8).split(separator: "\r\n")
        #expect(lines.count == 1 + 3 + 4)
        let refused = try place.run("compare", "grid", "losses")
        #expect(refused.exitCode == 2)
        #expect(
            refused.error
                == "hpsearch: 'grid' is to maximize validation.accuracy, 'losses' to minimize validation.loss; only studies "
                + "of one objective can be compared\n")
        #expect(try place.run("compare", "grid").exitCode == 2)
        #expect(try place.run("compare", "grid", "grid").error.contains("'grid' is named twice"))
    }

    @Test("studies of several databases are compared, even such as have one name")
    func databases() throws {
        let place = try Workplace()
        try place.write("grid.yaml", SampleStudies.grid(name: "grid", widths: [8, 16, 24]))
        try place.write("random.yaml", SampleStudies.random(name: "random", trials: 4))
        try place.write("more.yaml", SampleStudies.random(name: "grid", trials: 2))
        for file in ["grid", "random", "more"] {
            try place.run("study", "\(file).yaml", "--db", "\(file).sqlite", "--quiet")
        }
        func compare(_ other: String, in database: String) throws -> Node {
            try Node(
                json: place.run("compare", "grid", other, "--db", "grid.sqlite", "--db", database, "--format", "json")
                    .output)
        }
        let two = try compare("random", in: "random.sqlite")
        #expect(two["studies"]?.listValue?.map { $0["study"]?.textValue } == ["grid", "random"])
        let one = try compare("grid", in: "more.sqlite")
        #expect(
            one["studies"]?.listValue?.map { $0["study"]?.textValue } == ["grid.sqlite: grid", "more.sqlite: grid"])
        #expect(one["studies"]?.listValue?.map { $0["method"]?.textValue } == ["grid", "random"])
        let unpaired = try place.run(
            "compare", "grid", "random", "--db", "1.sqlite", "--db", "2.sqlite", "--db", "3.sqlite")
        #expect(unpaired.exitCode == 2)
        #expect(unpaired.error.contains("--db is given once, or once for each of the 2 studies (got 3)."))
        let twice = try place.run("compare", "grid", "grid", "--db", "grid.sqlite", "--db", "grid.sqlite")
        #expect(twice.exitCode == 2 && twice.error.contains("'grid' is named twice"))
        let elsewhere = try place.run("compare", "grid", "grid", "--db", "grid.sqlite", "--db", "random.sqlite")
        #expect(
            elsewhere.exitCode == 2 && elsewhere.error.contains("in 'random.sqlite' there is no study 'grid'"),
            "\(elsewhere.error)")
    }
}
