import Foundation
import GRDB
import StudyCore
import Testing

@Suite("Replay")
struct ReplayTests {
    /// A place with a finished study of two trials and two repeats on the digits.
    static func finished(_ text: String = SampleStudies.random(trials: 2, repeats: 2)) throws -> Workplace {
        let place = try Workplace()
        try place.write("sample.yaml", text)
        #expect(try place.run("study", "sample.yaml", "--quiet").exitCode == 0)
        return place
    }

    static func change(_ place: Workplace, _ body: (Database) throws -> Void) throws {
        try DatabaseQueue(path: place.path("results/studies.sqlite")).write(body)
    }

    @Test("finds every run of a trial the same, and changes nothing")
    func same() throws {
        let place = try Self.finished()
        let before = try place.run("export", "sample").output
        let outcome = try place.run("replay", "sample", "1")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(
            outcome.output == """
                Trial 1 of sample: the same, bit for bit
                  repeat 0: the same: 2 steps with 8 values, 10 metrics, 700 predictions
                  repeat 1: the same: 2 steps with 8 values, 10 metrics, 700 predictions

                """)
        #expect(outcome.error == "trial 1, repeat 0: the same\ntrial 1, repeat 1: the same\n")
        let one = try place.run("replay", "sample", "1", "--repeat", "1", "--quiet", "--format", "json")
        #expect(one.exitCode == 0)
        #expect(one.error.isEmpty)
        let report = try Node(json: one.output)
        #expect(report["same"]?.booleanValue == true)
        #expect(report["runs"]?.listValue?.map { $0["repeat"]?.integerValue } == [1])
        #expect(report["runs"]?.listValue?.first?["differences"]?.listValue?.isEmpty == true)
        #expect(try place.run("export", "sample").output == before)
    }

    @Test("finds an expression's run the same")
    func expression() throws {
        let place = try Self.finished(
            """
            name: sample
            parameters:
              rate: {values: [0.05, 0.1]}
            search: {method: grid}
            trial:
              expression:
                minimize: (1 - x)^2 + 10*(y - x^2)^2
                parameters: {x: {uniform: [-2, 2]}, y: {normal: [0, 1]}}
                optimizer: {adam: {learning_rate: $rate}}
                iterations: 300

            """)
        let outcome = try place.run("replay", "sample", "0")
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.error)")
        #expect(outcome.output.hasPrefix("Trial 0 of sample: the same, bit for bit\n"))
    }

    @Test("finds a diverged run the same")
    func diverged() throws {
        let place = try Self.finished(
            SampleStudies.grid(widths: [8]).replacing("learning_rate: 0.1", with: "learning_rate: 1.0e30"))
        #expect(try place.run("export", "sample").output.contains("\"state\":\"diverged\""))
        let outcome = try place.run("replay", "sample", "0")
        #expect(outcome.exitCode == 0, "\(outcome.output)")
    }

    @Test("names a metric that differs in its last bit, both values in full")
    func metric() throws {
        let place = try Self.finished()
        var values: (Double, Double) = (0, 0)
        try Self.change(place) { db in
            let place = "WHERE trial = 1 AND repeat = 0 AND name = 'validation.loss'"
            let value = try #require(try Double.fetchOne(db, sql: "SELECT value FROM metric \(place)"))
            values = (value.nextUp, value)
            try db.execute(sql: "UPDATE metric SET value = ? \(place)", arguments: [value.nextUp])
        }
        let outcome = try place.run("replay", "sample", "1", "--quiet")
        #expect(outcome.exitCode == 1)
        #expect(outcome.error.isEmpty)
        #expect(
            outcome.output == """
                Trial 1 of sample: not the same
                  repeat 0: differs in 0 of 8 values, 1 of 10 metrics, 0 of 700 predictions
                    validation.loss was \(values.0), is \(values.1)
                  repeat 1: the same: 2 steps with 8 values, 10 metrics, 700 predictions
                All that was recorded of the circumstances (versions, the processor's kernels, data) is as it was.

                """)
        let json = try Node(json: try place.run("replay", "sample", "1", "--format", "json").output)
        let difference = json["runs"]?.listValue?.first?["differences"]?.listValue?.first
        #expect(difference?["what"]?.textValue == "metric")
        #expect(difference?["recorded"]?.numberValue == values.0)
        #expect(difference?["replayed"]?.numberValue == values.1)
        #expect(try place.run("replay", "sample", "0").exitCode == 0)
    }

    @Test("names the first value of a curve that differs, and a prediction that does")
    func curve() throws {
        let place = try Self.finished()
        try Self.change(place) { db in
            // The lowest bit of the last value of the last step.
            var data = try #require(
                try Data.fetchOne(db, sql: "SELECT data FROM curve WHERE trial = 0 AND repeat = 1"))
            data[data.count - 8] ^= 1
            try db.execute(sql: "UPDATE curve SET data = ? WHERE trial = 0 AND repeat = 1", arguments: [data])
            var bits = try #require(
                try Data.fetchOne(
                    db, sql: "SELECT bits FROM prediction WHERE trial = 0 AND repeat = 1 AND split = 'test'"))
            bits[2] ^= 8
            try db.execute(
                sql: "UPDATE prediction SET bits = ? WHERE trial = 0 AND repeat = 1 AND split = 'test'",
                arguments: [bits])
        }
        let outcome = try place.run("replay", "sample", "0")
        #expect(outcome.exitCode == 1)
        #expect(outcome.output.contains("repeat 1: differs in 1 of 8 values, 0 of 10 metrics, 1 of 700 predictions\n"))
        #expect(outcome.output.contains("    first at epoch 2: validation.accuracy was "))
        #expect(outcome.output.contains("    test predictions: first at example 19 (from 0)\n"))
        #expect(outcome.error == "trial 0, repeat 0: the same\ntrial 0, repeat 1: not the same\n")
    }

    @Test("names other kernels, versions and data by what they were and what they are")
    func circumstances() throws {
        let place = try Self.finished()
        try Self.change(place) { db in
            try db.execute(sql: "UPDATE provenance SET value = 'PDP11' WHERE name = 'blas_core'")
            try db.execute(sql: "UPDATE provenance SET value = 'glibc 1.0' WHERE name = 'c_library'")
            try db.execute(sql: "UPDATE provenance SET value = '00ff' WHERE name = 'data.sha256'")
        }
        let outcome = try place.run("replay", "sample", "0", environment: ["OPENBLAS_CORETYPE": "Sandybridge"])
        #expect(outcome.output.contains("Not as it was when the study ran\n"), "\(outcome.output)")
        #expect(outcome.output.contains(/blas_core +was PDP11, is Sandybridge/), "\(outcome.output)")
        #expect(outcome.output.contains(/c_library +was glibc 1.0, is glibc/))
        #expect(outcome.output.contains(/data.sha256 +was 00ff, is [0-9a-f]{64}/))
        #expect(!outcome.output.contains("openblas "))
    }

    @Test("refuses what it cannot replay, with the way out")
    func refusals() throws {
        let place = try Self.finished()
        let cases: [(arguments: [String], code: Int32, sentence: String)] = [
            (["other", "0"], 2, "no study 'other'"),
            (["sample", "7"], 2, "trial 7"),
            (["sample", "0", "--repeat", "2"], 2, "hpsearch: trial 0 has no repeat 2; it has 0 to 1\n"),
            (["sample", "x"], 2, "'x'"),
        ]
        for (arguments, code, sentence) in cases {
            let outcome = try place.start(["replay"] + arguments).wait()
            #expect(outcome.exitCode == code, "\(arguments): \(outcome.error)")
            #expect(outcome.error.contains(sentence), "\(outcome.error)")
            #expect(outcome.output.isEmpty)
        }
        try Self.change(place) { db in
            try db.execute(sql: "UPDATE run SET state = 'waiting' WHERE trial = 0 AND repeat = 0")
        }
        let open = try place.run("replay", "sample", "0")
        #expect(open.exitCode == 2)
        #expect(
            open.error
                == "hpsearch: trial 0, repeat 0 is waiting; only runs that came to their end can be replayed; with "
                + "--repeat these can be: 1\n")
        #expect(try place.run("replay", "sample", "0", "--repeat", "1").exitCode == 0)
    }

    @Test("says where data are missing, with exit code 4")
    func missingData() throws {
        let place = try Workplace()
        try place.write(
            "points.csv", "x,y\n" + (0..<60).map { "\($0 % 7),\($0 % 2 == 0 ? "a" : "b")\n" }.joined())
        try place.write(
            "sample.yaml",
            """
            name: sample
            parameters: {width: [4]}
            search: {method: grid}
            trial:
              network:
                data: {csv: points.csv, label: y, validation: 10, test: 10}
                hidden: [$width]
                optimizer: {sgd: {learning_rate: 0.1}}
                batch_size: 10
                epochs: 1

            """)
        let run = try place.run("study", "sample.yaml", "--quiet")
        #expect(run.exitCode == 0, "\(run.error)")
        #expect(try place.run("replay", "sample", "0", "--quiet").exitCode == 0)
        try FileManager.default.removeItem(atPath: place.path("points.csv"))
        let outcome = try place.run("replay", "sample", "0")
        #expect(outcome.exitCode == 4)
        #expect(outcome.error.contains("points.csv"))
        #expect(outcome.output.isEmpty)
    }
}
