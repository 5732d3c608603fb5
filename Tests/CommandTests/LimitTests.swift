import Foundation
import StudyCore
import Testing

@Suite("Limits of a study", .serialized)
struct LimitTests {
    /// One quick trial and one that takes minutes.
    static func text(limits: String) -> String {
        """
        name: limited
        parameters: {epochs: [1, 1000000]}
        search: {method: grid}
        limits: \(limits)
        trial:
          network:
            data: digits
            hidden: [16]
            optimizer: {sgd: {learning_rate: 0.01}}
            batch_size: 32
            epochs: $epochs

        """
    }

    @Test("a trial past its time fails with its sentence; the study ends with exit code 1; retry puts it back")
    func trialTime() throws {
        let place = try Workplace()
        try place.write("limited.yaml", Self.text(limits: "{trial_time: 2s}"))
        let outcome = try place.run("study", "limited.yaml")
        #expect(outcome.exitCode == 1, "\(outcome.error)")
        #expect(outcome.error.contains("trial 1"))
        #expect(outcome.error.contains("took longer than limits.trial_time (2s)"))
        let report = try Node(json: try place.run("report", "--format", "json").output)
        #expect(report["counts"]?["complete"]?.integerValue == 1)
        #expect(report["counts"]?["failed"]?.integerValue == 1)
        #expect(try place.run("show", "limited", "1").output.contains("timed_out"))
        let retried = try place.run("retry", "limited")
        #expect(retried.exitCode == 0)
        #expect(retried.output == "trial 1 waits again; carry on with: hpsearch resume limited\n")
        let waiting = try Node(json: try place.run("report", "--format", "json").output)
        #expect(waiting["counts"]?["waiting"]?.integerValue == 1)
    }

    @Test("too many failures stop the study with exit code 3, also those of the launch before")
    func failures() throws {
        let place = try Workplace()
        let text = Self.text(limits: "{trial_time: 1s, failures: 0}")
        try place.write("limited.yaml", text.replacing("[1, 1000000]", with: "[1000000, 999999, 1]"))
        for launch in 1...2 {
            let outcome = try place.run("study", "limited.yaml", "--workers", "1")
            #expect(outcome.exitCode == 3, "\(outcome.error)")
            #expect(
                outcome.error.hasSuffix(
                    "hpsearch: stopped by limits.failures; raise it in the file to carry on with: hpsearch study --workers 1 "
                        + "limited.yaml\n"))
            #expect(outcome.error.contains("trial 0") == (launch == 1))
            let counts = try Node(json: try place.run("report", "--format", "json").output)["counts"]
            #expect(counts?["failed"]?.integerValue == 1 && counts?["waiting"]?.integerValue == 2)
        }
        try place.write(
            "limited.yaml",
            text.replacing("[1, 1000000]", with: "[1000000, 999999, 1]").replacing("failures: 0", with: "failures: 2"))
        #expect(try place.run("study", "limited.yaml", "--workers", "1").exitCode == 1)
    }

    @Test("the study's wall time stops it with exit code 3, and a raised limit lets it carry on")
    func wallTime() throws {
        let place = try Workplace()
        try place.write("limited.yaml", Self.text(limits: "{wall_time: 2s}"))
        let outcome = try place.run("study", "limited.yaml")
        #expect(outcome.exitCode == 3, "\(outcome.error)")
        #expect(outcome.error.contains("limits.wall_time"))
        let again = try place.run("study", "limited.yaml")
        #expect(again.exitCode == 3)
        try place.write("limited.yaml", Self.text(limits: "{wall_time: 1h, trial_time: 1s}"))
        #expect(try place.run("study", "limited.yaml").exitCode == 1)
    }
}
