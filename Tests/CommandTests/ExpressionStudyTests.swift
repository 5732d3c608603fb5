import Foundation
import StudyCore
import Testing

@Suite("Expression studies from the command line")
struct ExpressionStudyTests {
    static let study = """
        name: bowl
        seed: 4
        parameters:
          depth: [1, -2]
          rate: [0.1, 1e9]
        search: {method: grid, repeats: 2}
        trial:
          expression:
            data: {rows: 50, columns: {u: {normal: [1, 0.1]}}}
            minimize: $depth^2 * (x - u)^2
            parameters: {x: {uniform: [-1, 1]}}
            optimizer: {momentum: {learning_rate: $rate, beta: 0.5}}
            batch_size: 5
            iterations: 200
            optimum: {x: {mean: u}}

        """

    @Test("run on worker processes: a diverged trial is a result, and any number of workers gives the same numbers")
    func runs() throws {
        let place = try Workplace()
        try place.write("bowl.yaml", Self.study)
        let one = try place.run(
            "study", "bowl.yaml", "--format", "json", "--quiet", "--workers", "1", "--db", "a.sqlite")
        let two = try place.run(
            "study", "bowl.yaml", "--format", "json", "--quiet", "--workers", "2", "--db", "b.sqlite")
        #expect(one.exitCode == 0, "\(one.error)")
        #expect(two.exitCode == 0, "\(two.error)")
        let report = try Node(json: one.output)
        #expect(report["counts"]?["complete"]?.integerValue == 2)
        #expect(report["counts"]?["diverged"]?.integerValue == 2)
        #expect(report["objective"]?["metric"]?.textValue == "loss.final")
        let best = report["trials"]?.listValue?.first
        #expect(try #require(best?["metrics"]?["distance.final"]?.numberValue) < 0.1)
        func figures(_ outcome: CommandOutcome) throws -> [[Double?]] {
            try Node(json: outcome.output)["trials"]?.listValue?.map { trial in
                ["loss.final", "loss.minimum", "x.final"].map { trial["metrics"]?[$0]?.numberValue }
            } ?? []
        }
        #expect(try figures(one) == figures(two))

        let lines = try place.run("export", "--db", "a.sqlite").output.split(separator: "\n")
        #expect(lines.count == 8)
        let run = try Node(json: String(lines[0]))
        #expect(run["curve"]?.listValue?.count == 201)
        #expect(run["curve"]?.listValue?.last?["iteration"]?.integerValue == 200)
        #expect(
            run["curve"]?.listValue?.last?["distance"]?.numberValue == run["metrics"]?["distance.final"]?.numberValue)
        #expect(run["curve"]?.listValue?.first?["iteration"]?.integerValue == 0)
        #expect(run["curve"]?.listValue?.first?["x"]?.numberValue != nil)
    }

    @Test("a run that diverges keeps every point up to there, and says where, in the export and on the screen")
    func divergence() throws {
        let place = try Workplace()
        try place.write("bowl.yaml", Self.study)
        #expect(try place.run("study", "bowl.yaml", "--quiet").exitCode == 0)
        let run = try #require(try place.run("export").jsonLines.first { $0["state"]?.textValue == "diverged" })
        let iteration = try #require(run["metrics"]?["diverged.iteration"]?.integerValue)
        let curve = try #require(run["curve"]?.listValue)
        #expect(curve.map { $0["iteration"]?.integerValue } == Array(0...iteration))
        #expect(curve.dropLast().allSatisfy { $0["loss"]?.numberValue != nil && $0["x"]?.numberValue != nil })
        #expect(curve.last?["loss"]?.isNull == true || curve.last?["x"]?.isNull == true)
        let trial = try #require(run["trial"]?.integerValue)
        let shown = try place.run("show", "bowl", String(trial)).output
        #expect(shown.contains("diverged at iteration \(iteration)"), "\(shown)")
        let json = try Node(json: try place.run("show", "bowl", String(trial), "--format", "json").output)
        #expect(
            json["runs"]?.listValue?.first?["metrics"]?["diverged.iteration"]?.integerValue == iteration)
    }

    @Test("the best trial can be run again as it is written")
    func best() throws {
        let place = try Workplace()
        try place.write("bowl.yaml", Self.study)
        _ = try place.run("study", "bowl.yaml", "--quiet")
        let best = try place.run("best")
        #expect(best.output.contains("$depth^2 * (x - u)^2"))
        try place.write("best.yaml", best.output)
        let plan = try place.run("plan", "best.yaml", "--format", "json")
        #expect(plan.exitCode == 0, "\(plan.error)")
        #expect(try Node(json: plan.output)["trials"]?.integerValue == 1)
    }

    @Test("a mistake in an expression ends the command with exit code 2 and its place")
    func mistake() throws {
        let place = try Workplace()
        try place.write("bowl.yaml", Self.study.replacing("(x - u)^2", with: "(x - v)^2"))
        let outcome = try place.run("plan", "bowl.yaml")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error
                == "bowl.yaml:10:31: 'minimize': unknown name 'v' in \"$depth^2 * (x - v)^2\"; known here: x, u, pi, e\n"
        )
    }

    @Test("a division by zero that a row brings about at the start is told with the row, before anything runs")
    func divisionByRow() throws {
        let place = try Workplace()
        try place.write("t.csv", "a,y\n1,2\n0,3\n")
        try place.write(
            "z.yaml",
            """
            parameters: {rate: [0.1]}
            search: {method: grid}
            trial:
              expression:
                let: {q: w / a}
                minimize: (q - y)^2
                parameters: {w: 1}
                data: {csv: t.csv, columns: {a: a, y: y}}
                optimizer: {sgd: {learning_rate: $rate}}
                iterations: 10

            """)
        for command in ["plan", "study"] {
            let outcome = try place.run(command, "z.yaml")
            #expect(outcome.exitCode == 2)
            #expect(
                outcome.error
                    == "z.yaml:5:16: 'q': division by zero at the start, in row 2 of the data; take the row out, or keep the "
                    + "divisor away from 0\n")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }
}
