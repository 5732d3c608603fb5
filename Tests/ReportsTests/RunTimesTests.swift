import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("The time that a study ran for")
struct RunTimesTests {
    private func times(_ spans: [(from: Double, to: Double)]) -> RunTimes {
        var times = RunTimes()
        for (number, span) in spans.enumerated() {
            times.add(
                RunRecord(
                    key: RunKey(trial: number, repeat: 0), seed: 1, state: .complete, attempts: 1, host: "a",
                    worker: "\(number % 2)", started: Fixtures.start.addingTimeInterval(span.from),
                    finished: Fixtures.start.addingTimeInterval(span.to)))
        }
        return times
    }

    @Test("counts once where runs overlap, and not between them, in whatever order these come")
    func union() {
        let spans: [(from: Double, to: Double)] = [(0, 4), (2, 6), (20, 24), (24, 28), (3, 5), (50, 50)]
        #expect(times(spans).seconds == 14)
        #expect(times(spans.reversed()).seconds == 14)
        #expect(times([(0, 1), (4, 5), (8, 9), (0.5, 8.5)]).seconds == 9)
        #expect(times([(8, 9), (4, 5), (0, 1)]).seconds == 3)
        // Against counting by seconds.
        let many = (0..<300).map { number -> (from: Double, to: Double) in
            let from = number * 7919 % 1000
            return (Double(from), Double(from + number % 5))
        }
        let covered = (0..<1010).map(Double.init).count { second in
            many.contains { $0.from <= second && second < $0.to }
        }
        #expect(times(many).seconds == Double(covered))
    }

    @Test("is not known before a run has ended")
    func unknown() {
        #expect(RunTimes().seconds == nil)
        var waiting = RunTimes()
        waiting.add(Fixtures.run(0, 0, .waiting))
        waiting.add(Fixtures.run(0, 1, .running))
        #expect(waiting.seconds == nil && waiting.workerCount == 1)
    }

    @Test("is told in the report's JSON with the number of workers, also where few trials are shown")
    func report() throws {
        let study = Fixtures.study((0..<4).map { Fixtures.trial($0, accuracy: 0.5) })
        let node = StudyReport(study).json(top: 1)
        // Each takes 31.25 s, and begins 40 s after the one before.
        #expect(node["execution"]?["seconds"]?.numberValue == 4 * 31.25)
        #expect(node["execution"]?["workers"] == 1)
    }
}
