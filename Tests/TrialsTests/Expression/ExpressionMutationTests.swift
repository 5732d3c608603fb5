import Foundation
import StudyCore
import StudyFiles
import Testing

@testable import Trials

@Suite("Broken expression studies end in sentences")
struct ExpressionMutationTests {
    static let good = """
        parameters:
          a: {uniform: [-2, 2]}
        search: {method: random, trials: 4}
        trial:
          expression:
            data: {rows: 20, columns: {u: {uniform: [0, 1]}, t: {normal: [0, 1]}}}
            let: {v: sigmoid(x*u + y), w: "v - $a^2"}
            minimize: w^2 + max(x, y, 0.1*t)
            parameters: {x: sqrt(2), y: {normal: [0, 1]}}
            optimizer: {adam: {learning_rate: 0.1}}
            batch_size: 4
            iterations: 30
            record_every: 7
            optimum: {x: 1, y: {mean: u*t}}

        """

    private static let pieces = [
        "^", "*", "/0", "(", ")", "$", "$a", "${a}", "x", "y", "u", " - ", "+", "max(", "log(", "e", "pi", "1e400",
        "-1",
        "0", "'", "\"", "{", "}", "[", "]", ",", ": ", "uniform", "gaussian_classes", "csv", "full", "none", "\n  ",
        "😀",
        "99999999999999999999", "268435456", "true", "null", "<", "and ",
    ]

    @Test("no mutation crashes the reader or a run of what it accepts")
    func mutations() throws {
        var state: UInt64 = 11
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let good = Self.good
        #expect(throws: Never.self) {
            try StudyInProject.reader.read(
                text: good, file: "m.yaml", environment: TrialEnvironment(directory: "/"))
        }
        var (refused, run) = (0, 0)
        for _ in 0..<1500 {
            var characters = Array(good)
            for _ in 0...next(3) {
                let place = next(characters.count)
                switch next(3) {
                case 0: characters.remove(at: place)
                case 1: characters.insert(contentsOf: Array(Self.pieces[next(Self.pieces.count)]), at: place)
                default: characters.swapAt(place, next(characters.count))
                }
            }
            do throws(StudyFileError) {
                let study = try StudyInProject.reader.read(
                    text: String(characters), file: "m.yaml", environment: TrialEnvironment(directory: "/"))
                guard let node = study.trial.node["iterations"], (node.integerValue ?? .max) < 1000,
                    (study.trial.node["data"]?["rows"]?.integerValue ?? 1) < 100_000
                else { continue }
                let configuration = Configuration([("a", .real(0.5))])
                let description = study.trial.node.substituting(
                    configuration, space: study.space, rules: ExpressionTrial().substitution,
                    diagnostics: Diagnostics())
                do {
                    _ = try ExpressionRunTests.run(description, configuration: configuration)
                    run += 1
                } catch {
                    #expect(error is RunFailure, "\(error)")
                }
            } catch {
                refused += 1
                #expect(!error.sentences.isEmpty)
                #expect(error.sentences.allSatisfy { $0.hasPrefix("m.yaml:") && !$0.contains("\n") })
            }
        }
        #expect(refused > 100)
        #expect(run > 20)
    }
}
