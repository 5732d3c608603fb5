import StudyCore
import Testing

@testable import Reports

@Suite("The report of a study")
struct StudyReportTests {
    @Test("looks as recorded", arguments: StudyReport.Format.allCases)
    func formats(_ format: StudyReport.Format) throws {
        try expectSnapshot(
            StudyReport(Fixtures.mixed).text(format, style: TextStyle(width: 140)), named: "report-mixed.\(format).txt")
        try expectSnapshot(StudyReport(Fixtures.simple).text(format), named: "report-simple.\(format).txt")
    }

    @Test("looks as recorded on terminals of other widths, without a line that is wider", arguments: [40, 60, 80, 200])
    func widths(_ width: Int) throws {
        let text = StudyReport(Fixtures.mixed).text(.table, style: TextStyle(width: width))
        try expectSnapshot(text, named: "report-mixed-\(width).table.txt")
        let table = text.split(separator: "\n").drop { !$0.contains("trial  ") }.prefix(9)
        #expect(table.count == 9)
        for line in table { #expect(TerminalText.width(String(line)) <= width, "\(line)") }
    }

    @Test("uses colours only where it may")
    func colours() throws {
        try expectSnapshot(
            StudyReport(Fixtures.mixed).text(.table, style: TextStyle(width: 140, isColoured: true)),
            named: "report-coloured.table.txt")
        #expect(!StudyReport(Fixtures.mixed).text(.table).contains("\u{1B}"))
    }

    @Test("counts the failed attempts by class, and says what came of them")
    func failures() {
        func run(_ trial: Int, _ state: RunState, _ classes: [RunFailure.Class], attempts: Int) -> TrialRecord {
            let failures = classes.enumerated().map { number, failureClass in
                FailureRecord(attempt: number + 1, failure: RunFailure(failureClass, "no"), at: Fixtures.start)
            }
            return TrialRecord(
                number: trial, configuration: Configuration([]),
                runs: [Fixtures.run(trial, 0, state, failures: failures, attempts: attempts)])
        }
        let trials = [
            run(0, .failed, [.crashed, .crashed, .crashed], attempts: 3),
            run(1, .complete, [.crashed, .lost], attempts: 3), run(2, .failed, [.outOfMemory], attempts: 1),
            TrialRecord(
                number: 3, configuration: Configuration([]),
                runs: [
                    RunRecord(
                        key: RunKey(trial: 3, repeat: 0), seed: 0, state: .waiting, attempts: 1,
                        failures: [FailureRecord(attempt: 1, failure: RunFailure(.lost, "no"), at: Fixtures.start)])
                ]),
        ]
        let report = StudyReport(Fixtures.study(trials))
        let sentence =
            "Failed attempts: 4 crashed (3 tried again, 1 for good), 2 lost (1 tried again, 1 to be tried again), "
            + "1 out_of_memory (for good)"
        #expect(report.text(.table).contains("\n\(sentence)\n"))
        #expect(report.json()["failures"]?.listValue?.count == 3)
        #expect(StudyReport(Fixtures.simple).text(.table).contains("Failed attempts") == false)
    }

    @Test("gives JSON with the contract's keys in the contract's order")
    func contract() throws {
        let report = StudyReport(Fixtures.mixed).json()
        #expect(
            report.mapValue?.map(\.key)
                == ["format", "study", "state", "objective", "counts", "trials", "failures", "statistics", "execution"])
        #expect(report["format"] == 1)
        #expect(report["objective"]?.json == #"{"metric":"validation.accuracy","goal":"maximize"}"#)
        #expect(
            report["counts"]?.json
                == #"{"complete":2,"failed":1,"diverged":1,"pruned":1,"waiting":1,"running":1}"#)
        let trials = try #require(report["trials"]?.listValue)
        #expect(trials.count == 7)
        let keys = ["rank", "number", "parameters", "state", "runs", "objective", "metrics", "tied_with_best"]
        for trial in trials {
            #expect(trial.mapValue?.map(\.key) == keys)
            #expect(trial["objective"]?.mapValue?.map(\.key) == ["value", "low", "high", "deviation"])
        }
        #expect(trials[0]["rank"] == 1)
        #expect(trials[0]["parameters"]?["learning_rate"] == 0.023)
        #expect(trials[0]["metrics"]?["parameters"] == 1_068_810)
        #expect(trials[0]["objective"]?["low"]?.isNull == true)
        #expect(trials[0]["tied_with_best"]?.isNull == true)
        #expect(trials[6]["rank"]?.isNull == true)
        #expect(trials[6]["objective"]?["value"]?.isNull == true)
        #expect(try Node(json: report.prettyJSON) == report)
    }

    @Test("writes numbers that are not finite as null, or leaves the CSV's field empty")
    func notFinite() throws {
        let trial = TrialRecord(
            number: 0, configuration: Configuration([]),
            runs: [Fixtures.run(0, metrics: ["validation.accuracy": 0.5, "train.loss": .infinity, "x": .nan])])
        let report = StudyReport(Fixtures.study([trial]))
        #expect(
            report.json()["trials"]?.listValue?[0]["metrics"]?.json
                == #"{"validation.accuracy":0.5,"train.loss":null,"x":null}"#)
        #expect(report.text(.csv).hasSuffix("1,0,complete,1,0.5,,,,,,\r\n"))
        #expect(report.text(.table).contains("∞  not a number"))
    }

    @Test("shows the first trials only when asked to, counts all, and says so")
    func top() throws {
        let report = StudyReport(Fixtures.simple)
        #expect(report.text(.table, top: 1).contains("3 more trials not shown (--top 4 shows all)"))
        #expect(report.text(.table, top: 3).contains("1 more trial not shown"))
        #expect(!report.text(.table, top: 4).contains("not shown"))
        #expect(report.text(.csv, top: 2).split(separator: "\r\n").count == 3)
        #expect(report.json(top: 2)["trials"]?.listValue?.count == 2)
        #expect(report.json(top: 2)["counts"]?["complete"] == 4)
        #expect(report.text(.table, top: -1).contains("4 more trials"))
    }

    @Test("says that no held-out figure remains where the objective is measured on the held-out data")
    func heldOutObjective() throws {
        let metrics = ["test.accuracy": 0.979, "test.loss": 0.07]
        let trial = TrialRecord(
            number: 0, configuration: Configuration([]), runs: [Fixtures.run(0, metrics: metrics)])
        let text = StudyReport(Fixtures.study([trial], objective: Objective(.maximize, "test.accuracy"))).text(.table)
        #expect(text.contains("No held-out figure remains: the objective is measured on the held-out data."))
        #expect(text.contains("Best: trial 0 with test.accuracy 0.9790\n"))
        #expect(!text.contains("held out:"))
    }

    @Test("names the winner with its validation and its held-out figures")
    func winner() {
        #expect(
            StudyReport(Fixtures.mixed).bestSentence
                == "Best: trial 1 with validation.accuracy 0.9864; held out: test.accuracy 0.9664, test.loss 0.1042 "
                + "(means of 2 runs)")
        let losses = Fixtures.study(Fixtures.mixed.trials, objective: Objective(.minimize, "validation.loss"))
        #expect(
            StudyReport(losses).bestSentence
                == "Best: trial 1 with validation.loss 0.04624, validation.accuracy 0.9864; "
                + "held out: test.accuracy 0.9664, test.loss 0.1042 (means of 2 runs)")
        #expect(StudyReport(Fixtures.study([])).bestSentence == "No trial is complete yet.")
    }

    @Test("lists failures up to a limit and says how many more there are")
    func manyFailures() {
        let failure = FailureRecord(attempt: 1, failure: RunFailure(.data, "no rows"), at: Fixtures.start)
        let trials = (0..<23).map { number in
            TrialRecord(
                number: number, configuration: Configuration([]),
                runs: [Fixtures.run(number, 0, .failed, failures: [failure])])
        }
        let lines = StudyReport(Fixtures.study(trials)).failureLines
        #expect(lines.count == 21)
        #expect(lines[0] == "trial 0: data: no rows")
        #expect(lines[20] == "… and 3 more")
    }

    @Test("hostile names stay text in every format")
    func hostileNames() throws {
        let name = "a|b\u{1B}[31m,\"c\"\n<script>; rm -rf 'x'"
        let trial = TrialRecord(
            number: 0, configuration: Configuration([(name, .text(name))]),
            runs: [Fixtures.run(0, metrics: ["validation.accuracy": 0.5, name: 1])])
        let report = StudyReport(
            Fixtures.study([trial], name: name, state: .interrupted, description: "日本語 🎉 e\u{301}\u{202E}"))
        for format in StudyReport.Format.allCases {
            let text = report.text(format, style: TextStyle(width: 300))
            if format != .csv { #expect(!text.contains("\u{1B}")) }
            try expectSnapshot(text, named: "report-hostile.\(format).txt")
        }
    }

    @Test("a study without trials has a report")
    func empty() throws {
        let report = StudyReport(Fixtures.study([], state: .interrupted))
        for format in StudyReport.Format.allCases {
            try expectSnapshot(report.text(format), named: "report-empty.\(format).txt")
        }
    }
}
