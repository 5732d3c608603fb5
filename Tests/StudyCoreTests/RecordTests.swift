import StudyCore
import Testing

@Suite("Records")
struct RecordTests {
    private func trial(_ states: [RunState], metrics: [[String: Double]] = []) -> TrialRecord {
        let runs = states.enumerated().map { number, state in
            RunRecord(
                key: RunKey(trial: 3, repeat: number), seed: 1, state: state, attempts: 1,
                metrics: number < metrics.count ? metrics[number] : [:])
        }
        return TrialRecord(number: 3, configuration: Configuration([]), runs: runs)
    }

    @Test(
        "a trial is failed or diverged if any run is, then running, waiting, pruned, complete",
        arguments: [
            ([.complete, .failed, .diverged], .failed), ([.running, .diverged], .diverged),
            ([.complete, .waiting, .running], .running), ([.complete, .waiting, .pruned], .waiting),
            ([.complete, .pruned], .pruned), ([.complete, .complete], .complete), ([], .waiting),
        ] as [([RunState], RunState)])
    func states(_ runs: [RunState], expected: RunState) { #expect(trial(runs).state == expected) }

    @Test("metrics are means over the complete runs, of what all of these have")
    func metrics() {
        let record = trial(
            [.complete, .failed, .complete],
            metrics: [["a": 1, "b": 1, "n": .nan], ["a": 100], ["a": 4, "n": 1]])
        #expect(record.metrics["a"] == 2.5)
        #expect(record.metrics["b"] == nil)
        #expect(record.metrics["n"]?.isNaN == true)
        #expect(trial([.failed], metrics: [["a": 1]]).metrics.isEmpty)
    }

    @Test("runs are ordered by trial, then by repeat; only waiting and running ones go on")
    func keys() {
        let keys = [(1, 1), (0, 2), (1, 0)].map { RunKey(trial: $0.0, repeat: $0.1) }
        #expect(keys.sorted().map(\.repeat) == [2, 0, 1])
        #expect(RunState.allCases.filter { !$0.isFinal } == [.waiting, .running])
        #expect(RunFailure.Class.allCases.filter(\.isRetried) == [.crashed, .lost, .signal])
    }

    @Test("a failed attempt was tried again, is to be, or was the last")
    func fates() {
        func fates(_ state: RunState, attempts: Int, failed: [Int]) -> [FailureFate] {
            let failures = failed.map {
                FailureRecord(attempt: $0, failure: RunFailure(.crashed, ""), at: .distantPast)
            }
            let run = RunRecord(
                key: RunKey(trial: 0, repeat: 0), seed: 0, state: state, attempts: attempts, failures: failures)
            return failures.map(run.fate)
        }
        #expect(fates(.failed, attempts: 3, failed: [1, 2, 3]) == [.triedAgain, .triedAgain, .final])
        #expect(fates(.waiting, attempts: 2, failed: [1, 2]) == [.triedAgain, .due])
        #expect(fates(.running, attempts: 2, failed: [1]) == [.triedAgain])
        #expect(fates(.complete, attempts: 2, failed: [1]) == [.triedAgain])
    }

    @Test("of a standard error at most the last 64 KiB are kept, from the beginning of a character on")
    func tails() {
        let failure = RunFailure(.data, "no", standardErrorTail: String(repeating: "é", count: 40_000) + "!")
        #expect(failure.standardErrorTail?.utf8.count == (64 << 10) - 1)
        #expect(failure.standardErrorTail?.hasPrefix("é") == true && failure.standardErrorTail?.hasSuffix("é!") == true)
        #expect(RunFailure(.data, "no").withTail("late").standardErrorTail == "late")
        #expect(RunFailure(.data, "no", standardErrorTail: "own").withTail("late").standardErrorTail == "own")
    }

    @Test(
        "an amount of memory is told without loss, in the greatest unit in which it is whole",
        arguments: [
            (2 << 30, "2 GiB"), (1536 << 20, "1536 MiB"), (1 << 50, "1024 TiB"), (2_000_000_000, "2 GB"),
            (1_500_000_000, "1500 MB"), (12_345, "12345 bytes"), (0, "0 bytes"),
        ])
    func memory(bytes: Int, text: String) { #expect(MemorySize.exact(bytes) == text) }

    @Test("a need that is above what is there reads as such")
    func needs() {
        #expect(MemorySize.needed((100 << 20) + 1) == "101 MiB" && MemorySize.needed(100 << 20) == "100 MiB")
        #expect(MemorySize.available((100 << 20) + 4096) == "100 MiB")
    }

    @Test("an objective prefers the larger or the smaller, never an equal or what is no number")
    func objective() {
        let maximize = Objective(.maximize, "validation.accuracy")
        let minimize = Objective(.minimize, "test.loss")
        #expect(maximize.prefers(2, to: 1) && !maximize.prefers(1, to: 1) && !maximize.prefers(.nan, to: 1))
        #expect(minimize.prefers(1, to: 2) && !minimize.prefers(2, to: 1))
        #expect(!maximize.usesHeldOutData && minimize.usesHeldOutData)
    }

    @Test("search errors are told in sentences, word for word")
    func searchErrors() {
        let place = SourcePosition(line: 5, column: 3)
        func sentence(_ error: SearchError) -> String { error.diagnostic.rendered(file: "f") }
        #expect(
            sentence(.trialsMissing(method: "random"))
                == "f: 'search': method 'random' needs the number of trials; add 'trials: 40' under 'search'")
        #expect(
            sentence(.notEnumerable(parameter: "rate", keyword: "log_uniform", position: place))
                == "f:5:3: 'rate': method 'grid' cannot enumerate log_uniform; "
                + "use geomspace: [low, high, n] or values: […], or method: random")
        #expect(
            sentence(.notEnumerable(parameter: "x", keyword: "normal", position: place))
                == "f:5:3: 'x': method 'grid' cannot enumerate normal; "
                + "use linspace: [low, high, n] or values: […], or method: random")
        #expect(
            sentence(.nothingAdmissible(constraint: "a <= b", position: place))
                == "f:5:3: 'require': no configuration satisfies 'a <= b'; widen a range or relax the constraint")
        #expect(
            sentence(.nothingAdmissible(constraint: nil, position: nil))
                == "f: 'require': no configuration satisfies all constraints; widen a range or relax the constraint")
        #expect(
            sentence(.inadmissible(configuration: 2, constraint: "a <= b", position: place))
                == "f:5:3: 'require': configuration 2 of the list does not satisfy 'a <= b'; "
                + "change or remove the configuration")
        #expect(
            sentence(.empty(method: "list"))
                == "f: 'search': method 'list' has no configurations; add 'configurations: [{…}, …]' under 'search'")
        #expect(
            sentence(.empty(method: "grid"))
                == "f: 'search': method 'grid' has nothing to vary; declare at least one parameter")
    }
}
