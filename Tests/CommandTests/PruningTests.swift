import Foundation
import StudyCore
import Testing

@Suite("Studies that end runs early", .serialized) struct PrunedStudyTests {
    static let network = """
        name: pruned
        parameters: {rate: {geomspace: [0.001, 0.3, 6]}}
        search: {method: grid, repeats: 2, pruner: {threshold: {metric: validation.accuracy, below: 0.6, after: 2}}}
        trial:
          network:
            data: digits
            hidden: [16]
            optimizer: {sgd: {learning_rate: $rate}}
            batch_size: 50
            epochs: 5

        """

    static let expression = """
        name: pruned
        parameters: {rate: {geomspace: [0.0001, 0.9, 12]}}
        search: {method: grid, pruner: {threshold: {metric: loss, above: 0.5, after: 20}}}
        trial:
          expression:
            minimize: (x - 1)^2
            parameters: {x: {normal: [0, 1]}}
            optimizer: {sgd: {learning_rate: $rate}}
            iterations: 200

        """

    @Test("give the same export, whatever the number of workers", arguments: [network, expression])
    func workers(text: String) throws {
        let place = try Workplace()
        try place.write("pruned.yaml", text)
        var exports: [[String]] = []
        for workers in [1, 2, 3, 8] {
            let database = "\(workers).sqlite"
            let outcome = try place.run(
                "study", "pruned.yaml", "--workers", "\(workers)", "--db", database, "--quiet")
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            exports.append(try deterministicPart(of: try place.run("export", "pruned", "--db", database).output))
        }
        #expect(Set(exports).count == 1)
        let states = try exports[0].map { try Node(json: $0)["state"]?.textValue }
        #expect(states.contains("pruned") && states.contains("complete"))
    }

    @Test("count their pruned trials, rank them after the complete ones, show where they ended, and replay them")
    func reported() throws {
        let place = try Workplace()
        try place.write("pruned.yaml", Self.network)
        let outcome = try place.run("study", "pruned.yaml", "--workers", "2")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let report = try Node(json: try place.run("report", "--format", "json").output)
        let pruned = try #require(report["counts"]?["pruned"]?.integerValue)
        let complete = try #require(report["counts"]?["complete"]?.integerValue)
        #expect(pruned > 0 && complete > 0 && pruned + complete == 6)
        let trials = try #require(report["trials"]?.listValue)
        #expect(
            trials.map { $0["state"]?.textValue }
                == Array(repeating: "complete", count: complete) + Array(repeating: "pruned", count: pruned))
        #expect(trials.suffix(pruned).allSatisfy { $0["rank"]?.isNull == true })
        #expect(try place.run("show", "pruned", "0").output.contains("pruned at epoch 2"))
        for line in try place.run("export", "pruned").jsonLines where line["state"]?.textValue == "pruned" {
            let last = try #require(line["metrics"]?["pruned.epoch"]?.numberValue)
            #expect(line["curve"]?.listValue?.count == Int(last))
            #expect(line["metrics"]?["validation.accuracy"]?.numberValue ?? 1 < 0.6)
            #expect(line["metrics"]?["test.accuracy"] == nil)
        }
        let replay = try place.run("replay", "pruned", "0")
        #expect(replay.exitCode == 0 && replay.output.contains("the same, bit for bit"), "\(replay.output)")
        #expect(try place.run("check").exitCode == 0)
    }

    @Test("carry on after a kill as if it had not been, and do not carry out pruned runs again") func resumed() throws {
        let place = try Workplace()
        try place.write("pruned.yaml", Self.network.replacingOccurrences(of: "epochs: 5", with: "epochs: 60"))
        try place.run("study", "pruned.yaml", "--db", "whole.sqlite", "--quiet")
        let whole = try deterministicPart(of: try place.run("export", "pruned", "--db", "whole.sqlite").output)
        let command = try place.start(["study", "pruned.yaml", "--workers", "2"])
        #expect(command.wait(for: { command.errorSoFar.contains("] trial ") }, seconds: 300))
        command.send(SIGKILL)
        _ = try command.wait()
        let before = try place.run("export", "pruned").jsonLines.filter { $0["state"]?.textValue == "pruned" }
        #expect(!before.isEmpty)
        let outcome = try place.run("resume", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let after = try place.run("export", "pruned")
        #expect(try deterministicPart(of: after.output) == whole)
        let lines = try after.jsonLines
        for line in before { #expect(lines.contains(line)) }
    }

    @Test("keep their rule: another one is another study") func changed() throws {
        let place = try Workplace()
        try place.write("pruned.yaml", Self.expression)
        #expect(try place.run("study", "pruned.yaml", "--quiet").exitCode == 0)
        try place.write("pruned.yaml", Self.expression.replacingOccurrences(of: "above: 0.5", with: "above: 0.4"))
        let outcome = try place.run("study", "pruned.yaml")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error.hasPrefix(
                "hpsearch: study 'pruned' was launched with another file (search.pruner threshold: loss above 0.5 from step "
                    + "20 on → threshold: loss above 0.4 from step 20 on)"), "\(outcome.error)")
        let plan = try place.run("plan", "pruned.yaml").output
        #expect(plan.contains("threshold: loss above 0.4 from step 20 on"), "\(plan)")
    }
}
