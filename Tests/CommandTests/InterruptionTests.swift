import Foundation
import StudyCore
import Testing

@Suite("A study that is interrupted", .serialized)
struct InterruptionTests {
    static let text = SampleStudies.random(trials: 10, repeats: 2, epochs: 12)

    static func uninterrupted(_ place: Workplace) throws -> [String] {
        try place.run("study", "sample.yaml", "--db", "whole.sqlite", "--quiet")
        return try deterministicPart(of: try place.run("export", "sample", "--db", "whole.sqlite").output)
    }

    static func export(_ place: Workplace) throws -> [String] {
        try deterministicPart(of: try place.run("export", "sample").output)
    }

    @Test(
        "by a signal: stops with exit code 3, and ends as if it had not been",
        arguments: [SIGINT, SIGTERM, SIGHUP])
    func signals(signal: Int32) throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.text)
        let command = try place.start(["study", "sample.yaml", "--workers", "2"])
        #expect(command.wait(for: { command.errorSoFar.contains("] trial ") }))
        command.send(signal)
        let outcome = try command.wait()
        #expect(outcome.exitCode == 3, "\(outcome.error)")
        #expect(outcome.error.contains("carry on with: hpsearch study --workers 2 sample.yaml"))
        let resumed = try place.run("study", "sample.yaml", "--quiet")
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        #expect(try Self.export(place) == Self.uninterrupted(place))
    }

    @Test("by kill -9 of the scheduler: the workers go too, and the next launch carries on")
    func schedulerKilled() throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.text)
        let command = try place.start(["study", "sample.yaml", "--workers", "2"])
        #expect(command.wait(for: { command.errorSoFar.contains("] trial ") }))
        let workers = command.workers
        #expect(workers.count == 2)
        command.send(SIGKILL)
        _ = try command.wait()
        #expect(RunningCommand.ended(workers))
        let resumed = try place.run("resume", "--quiet")
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        #expect(try Self.export(place) == Self.uninterrupted(place))
    }

    @Test("by kill -9 of a worker: the run is tried again, and the results are the same")
    func workerKilled() throws {
        let place = try Workplace()
        try place.write("sample.yaml", Self.text)
        let command = try place.start(["study", "sample.yaml", "--workers", "2"])
        #expect(command.wait(for: { command.errorSoFar.contains("] trial ") }))
        let victim = try #require(command.workers.first)
        kill(victim, SIGKILL)
        let outcome = try command.wait()
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(try Self.export(place) == Self.uninterrupted(place))
    }
}
