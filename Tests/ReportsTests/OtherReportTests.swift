import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("The report of one trial")
struct TrialReportTests {
    @Test("looks as recorded", arguments: [0, 1, 3, 6])
    func text(_ number: Int) throws {
        let report = try #require(TrialReport(Fixtures.mixed, trial: number))
        try expectSnapshot(report.text(style: TextStyle(width: 120)), named: "trial-\(number).txt")
        try expectSnapshot(report.json().prettyJSON + "\n", named: "trial-\(number).json.txt")
    }

    @Test("fits a narrow terminal")
    func narrow() throws {
        let text = try #require(TrialReport(Fixtures.mixed, trial: 0)).text(style: TextStyle(width: 60))
        try expectSnapshot(text, named: "trial-0-60.txt")
        let sentences = ["Trial", "  tool", "  data", "No room"]
        for line in text.split(separator: "\n") where !sentences.contains(where: line.hasPrefix) {
            #expect(TerminalText.width(String(line)) <= 60, "\(line)")
        }
    }

    @Test("does not exist for a number that no trial has")
    func unknown() { #expect(TrialReport(Fixtures.mixed, trial: 99) == nil) }

    @Test("keeps what a worker wrote from steering the terminal")
    func hostileTail() throws {
        let text = try #require(TrialReport(Fixtures.mixed, trial: 3)).text()
        #expect(text.contains("    | Killed\\u{1b}[2J\n"))
        #expect(!text.contains("\u{1B}"))
    }

    @Test("says at which step a run diverged, and does so in no column of its own")
    func divergence() throws {
        func text(_ metrics: [String: Double], _ state: RunState = .diverged) throws -> String {
            let trial = TrialRecord(
                number: 0, configuration: Configuration([]), runs: [Fixtures.run(0, 0, state, metrics: metrics)])
            return try #require(TrialReport(Fixtures.study([trial]), trial: 0)).text(style: TextStyle(width: 120))
        }
        let iteration = try text(["loss.final": .infinity, "diverged.iteration": 12])
        #expect(iteration.contains("diverged at iteration 12 "))
        #expect(!iteration.contains("diverged.iteration"))
        #expect(try text(["train.loss": .nan, "diverged.epoch": 3]).contains("diverged at epoch 3 "))
        #expect(try text(["train.loss": .nan]).contains("diverged  "))
        // A program of the user's may report anything under that name.
        #expect(try text(["diverged.step": 1e300]).contains("diverged  "))
        #expect(try !text(["diverged.step": 4], .complete).contains("diverged at"))
    }

    @Test("thins long curves evenly, with both ends")
    func thinning() {
        #expect(Thinning.indices(of: 0) == [])
        #expect(Thinning.indices(of: 20) == Array(0..<20))
        let indices = Thinning.indices(of: 1000)
        #expect(indices.count == 20)
        #expect(indices.first == 0)
        #expect(indices.last == 999)
        #expect(Set(indices).count == 20)
        #expect(indices == indices.sorted())
    }
}

@Suite("The list of studies")
struct StudyListReportTests {
    static let studies = [
        StudySummary(
            name: "mnist-grid", description: "27 trials", state: .complete,
            objective: Objective(.maximize, "validation.accuracy"), created: Fixtures.start,
            trials: [.complete: 26, .failed: 1], runs: [.complete: 26, .failed: 1]),
        StudySummary(
            name: "R1.2 – mean", description: nil, state: .interrupted, objective: Objective(.minimize, "loss.final"),
            created: Fixtures.start.addingTimeInterval(86_400), trials: [.complete: 3, .waiting: 6, .running: 1],
            runs: [.complete: 9, .waiting: 20, .running: 1]),
    ]

    @Test("looks as recorded")
    func text() throws {
        let report = StudyListReport(Self.studies, best: ["mnist-grid": 0.984])
        try expectSnapshot(report.text(style: TextStyle(width: 140)), named: "list.txt")
        try expectSnapshot(report.text(style: TextStyle(width: 50)), named: "list-50.txt")
        try expectSnapshot(report.json().prettyJSON + "\n", named: "list.json.txt")
    }

    @Test("says when there are none")
    func empty() {
        #expect(StudyListReport([]).text() == "No studies yet.\n")
        #expect(StudyListReport([]).json().json == #"{"format":1,"studies":[]}"#)
    }
}

@Suite("The plan of a study")
struct PlanSummaryTests {
    static let plan: PlanSummary = {
        let space = SearchSpace(
            parameters: [
                Parameter(
                    name: "algorithm",
                    distribution: .variants([
                        .init(name: "sgd", piece: "x"), .init(name: "adam", piece: ["adam": "$step"]),
                    ])),
                Parameter(
                    name: "step", distribution: .logUniform(low: 0.001, high: 1),
                    conditions: [.init(parameter: "algorithm", values: [.text("adam")])]),
                Parameter(name: "narrow", distribution: .values([.integer(64), .integer(128)], weights: nil)),
                Parameter(name: "wide", distribution: .integerLogUniform(low: 64, high: 2048, step: 1)),
            ],
            constraints: [Constraint(text: "narrow <= wide", names: ["narrow", "wide"]) { _ in true }])
        let study = Study(
            name: "plan-me", description: "Two algorithms", seed: 7,
            objective: Objective(.maximize, "validation.accuracy"), space: space,
            search: SearchPlan(method: "random", trials: 40, repeats: 3),
            limits: Limits(wallTime: 28_800, trialTime: 1200, failures: 5, memory: 2 << 30),
            trial: TrialDescription(kind: "network", node: ["epochs": 10]))
        let configurations = PlanSummary.sampledNumbers(of: 40).map { number in
            (
                number,
                Configuration([("algorithm", .text("sgd")), ("narrow", .integer(64)), ("wide", .integer(99 + number))])
            )
        }
        return PlanSummary(
            study, trials: 40, configurations: configurations,
            facts: [("weights and biases", "1,068,810"), ("data", "mnist, 50,000 rows to train")])
    }()

    @Test("looks as recorded")
    func text() throws {
        try expectSnapshot(Self.plan.text(style: TextStyle(width: 120)), named: "plan.txt")
        try expectSnapshot(Self.plan.text(style: TextStyle(width: 50)), named: "plan-50.txt")
        try expectSnapshot(Self.plan.json().prettyJSON + "\n", named: "plan.json.txt")
    }

    @Test("of a grid that was not counted it tells the bound and the first trials")
    func uncounted() throws {
        let space = SearchSpace(
            parameters: [Parameter(name: "a", distribution: .integerUniform(low: 1, high: 2_000_000, step: 1))],
            constraints: [Constraint(text: "a > 1", names: ["a"]) { _ in true }])
        let study = Study(
            name: "large", objective: Objective(.maximize, "validation.accuracy"), space: space,
            search: SearchPlan(method: "grid", repeats: 2), trial: TrialDescription(kind: "network", node: [:]))
        let examples = (0..<3).map { (number: $0, configuration: Configuration([("a", .integer($0 + 2))])) }
        let preview = SearchPreview(trials: 2_000_000, isExact: false, examples: examples)
        let plan = PlanSummary(study, preview: preview, facts: [])
        try expectSnapshot(plan.text(style: TextStyle(width: 120)), named: "plan-uncounted.txt")
        #expect(plan.json()["trials"]?.integerValue == 2_000_000)
        #expect(plan.json()["trials_exact"]?.booleanValue == false)
    }

    @Test("shows the first three trials, the last, and some between")
    func samples() {
        #expect(PlanSummary.sampledNumbers(of: 0) == [])
        #expect(PlanSummary.sampledNumbers(of: 8) == Array(0..<8))
        #expect(PlanSummary.sampledNumbers(of: 40) == [0, 1, 2, 9, 16, 24, 31, 39])
        #expect(PlanSummary.sampledNumbers(of: .max).last == .max - 1)
    }
}

@Suite("The export of runs")
struct RunExportTests {
    @Test("looks as recorded", arguments: RunExport.Format.allCases)
    func text(_ format: RunExport.Format) throws {
        try expectSnapshot(RunExport.text(format, of: Fixtures.mixed), named: "export.\(format).txt")
    }

    @Test("gives one JSON object a line with the contract's keys in the contract's order")
    func contract() throws {
        let lines = RunExport.text(.json, of: Fixtures.mixed).split(separator: "\n")
        #expect(lines.count == 14)
        for line in lines {
            let node = try Node(json: String(line))
            #expect(
                node.mapValue?.map(\.key) == [
                    "study", "trial", "repeat", "seed", "parameters", "state", "attempts", "metrics", "curve", "host",
                    "worker", "started", "finished",
                ])
        }
        let first = try Node(json: String(lines[0]))
        #expect(first["started"] == "2026-03-01T12:00:00.250Z")
        #expect(first["finished"] == "2026-03-01T12:00:31.500Z")
        #expect(
            first["curve"]?.listValue?.first?.json
                == #"{"epoch":1,"seconds":3.125,"train.loss":0.5,"validation.loss":0.45,"validation.accuracy":0.96}"#)
        #expect(try Node(json: String(lines[13]))["host"]?.isNull == true)
    }

    @Test("a CSV has a column for each name, also where names meet")
    func clashes() {
        let export = RunExport(
            .csv, study: "s", parameters: ["seed", "width"], metrics: ["width", "seconds", "host", "parameter.seed"])
        #expect(
            export.header
                == "study,trial,repeat,seed,state,parameter.seed,width,seconds,metric.host,metric.parameter.seed,"
                + "metric.width,attempts,host,worker,started,finished\r\n")
        let line = export.line(
            Fixtures.run(2, 1, metrics: ["width": 3.5, "host": .nan]),
            configuration: Configuration([("width", .text("a, \"b\"\n"))]))
        #expect(
            line == "s,2,1,1134903171,complete,,\"a, \"\"b\"\"\n\",,,,3.5,1,tower,0,"
                + "2026-03-01T12:01:20.250Z,2026-03-01T12:01:51.500Z\r\n")
    }
}
