import StudyCore
import Testing
import Yams

@testable import Reports

@Suite("The best trial as a study")
struct BestStudyTests {
    static let description: StudyCore.Node = [
        "data": ["name": "mnist", "train": 50_000], "hidden": [512, 256], "activation": "relu",
        "optimizer": ["momentum": ["learning_rate": 0.023, "beta": 0.9]], "batch_size": 100, "epochs": 10,
    ]

    @Test("is a study file with one configuration and nothing left to replace")
    func network() throws {
        let rules = SubstitutionRules(embedded: .refused)
        let best = try #require(
            BestStudy(Fixtures.mixed, kind: "network", rules: rules, repeats: 2) { _ in Self.description })
        try expectSnapshot(best.yaml, named: "best-network.yaml.txt")
        try expectSnapshot(best.json.prettyJSON + "\n", named: "best-network.json.txt")
        let read = try YAMLTextTests.read(try #require(try Yams.compose(yaml: best.yaml)))
        #expect(read.json == best.json["file"]?.json)
    }

    @Test("keeps the parameters that a command sees in its environment, and doubles dollars")
    func command() throws {
        let rules = SubstitutionRules(embedded: .text, literalKeys: ["metrics"], usesEveryParameter: true)
        let description: StudyCore.Node = [
            "run": ["./train.sh", "--cost", "5$", "--lr=0.023"], "metrics": ["loss": "loss=(.*)$"],
        ]
        let best = try #require(
            BestStudy(Fixtures.mixed, kind: "command", rules: rules, repeats: 1) { configuration in
                #expect(configuration == Fixtures.configuration(1))
                return description
            })
        try expectSnapshot(best.yaml, named: "best-command.yaml.txt")
    }

    @Test("keeps the parameters that an expression binds as values, and only these")
    func expression() throws {
        let rules = SubstitutionRules(embedded: .kept)
        let description: StudyCore.Node = ["minimize": "$learning_rate^2 * x", "iterations": 10, "note": "$alone"]
        let best = try #require(
            BestStudy(Fixtures.mixed, kind: "expression", rules: rules, repeats: 1) { _ in description })
        let file = try #require(best.json["file"])
        #expect(file["parameters"]?.json == #"{"learning_rate":{"value":0.023}}"#)
        #expect(file["search"]?["configurations"]?.json == #"[{"learning_rate":0.023}]"#)
        #expect(
            file["trial"]?["expression"]?.json
                == #"{"minimize":"$learning_rate^2 * x","iterations":10,"note":"$$alone"}"#)
    }

    @Test("does not exist while no trial is complete")
    func none() {
        let study = Fixtures.study([Fixtures.trial(0, accuracy: nil, state: .waiting)])
        let rules = SubstitutionRules(embedded: .refused)
        #expect(BestStudy(study, kind: "network", rules: rules, repeats: 1, describe: { _ in [:] }) == nil)
    }
}
