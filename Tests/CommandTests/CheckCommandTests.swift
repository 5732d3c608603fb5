import Foundation
import StudyCore
import Testing

@Suite("check")
struct CheckCommandTests {
    static let file = """
        name: sample
        parameters: {depth: {uniform: [1, 3]}}
        search: {method: random, trials: 60, repeats: 2}
        trial:
          expression:
            minimize: $depth * (x - 1)^2
            parameters: {x: 0}
            optimizer: {sgd: {learning_rate: 0.1}}
            iterations: 60

        """

    private func place() throws -> Workplace {
        let place = try Workplace()
        try place.write("sample.yaml", Self.file)
        #expect(try place.run("study", "sample.yaml", "--quiet", "--db", "s.sqlite").exitCode == 0)
        // Brought together in one file.
        #expect(try place.run("check", "--db", "s.sqlite", "--salvage", "whole.sqlite").exitCode == 0)
        return place
    }

    private func export(_ place: Workplace, _ database: String) throws -> [String] {
        try deterministicPart(of: try place.run("export", "sample", "--db", database).output)
    }

    /// Puts zeros over a part of a copy of the database.
    private func damaged(_ place: Workplace, _ part: Range<Double>) throws {
        var data = try Data(contentsOf: URL(fileURLWithPath: place.path("whole.sqlite")))
        let (first, last) = (Int(part.lowerBound * Double(data.count)), Int(part.upperBound * Double(data.count)))
        data.replaceSubrange(first..<last, with: Data(count: last - first))
        try data.write(to: URL(fileURLWithPath: place.path("damaged.sqlite")))
    }

    @Test("says that a database is whole, as text and as JSON")
    func whole() throws {
        let place = try place()
        let text = try place.run("check", "--db", "whole.sqlite")
        #expect(text.output == "'\(place.path("whole.sqlite"))' is whole: 1 study, 60 trials, 120 runs\n")
        #expect(text.error.isEmpty && text.exitCode == 0)
        let json = try Node(json: try place.run("check", "--db", "whole.sqlite", "--format", "json").output)
        #expect(json["whole"]?.booleanValue == true && json["findings"]?.listValue?.isEmpty == true)
        #expect(json["runs"]?.integerValue == 120 && json["format"]?.integerValue == 1)
    }

    @Test("a damaged database is refused with the way to salvage it, and what is salvaged is carried on with")
    func salvage() throws {
        let place = try place()
        try damaged(place, 0.6..<0.7)
        let path = place.path("damaged.sqlite")
        for command in [["study", "sample.yaml"], ["resume"], ["report"], ["list"], ["export"]] {
            let refused = try place.start(command + ["--db", "damaged.sqlite"]).wait()
            #expect(refused.exitCode == 4, "\(command)")
            #expect(refused.error.hasPrefix("hpsearch: '\(path)' is damaged ("), "\(refused.error)")
            #expect(
                refused.error.hasSuffix(
                    "): restore a copy of it, or save what is whole with: hpsearch check --db \(path) --salvage NEW-FILE\n"
                ))
        }
        let check = try place.run("check", "--db", "damaged.sqlite")
        #expect(check.exitCode == 1 && !check.output.isEmpty)
        #expect(
            check.error
                == "hpsearch: '\(path)' is not whole; save what is whole with: hpsearch check --db damaged.sqlite --salvage "
                + "NEW-FILE\n")
        let salvage = try place.run("check", "--db", "damaged.sqlite", "--salvage", "new.sqlite", "--format", "json")
        #expect(salvage.exitCode == 1)
        #expect(
            salvage.error
                == "hpsearch: something is lost; what was saved is whole, carry on with: hpsearch resume --db new.sqlite\n"
        )
        let study = try #require(try Node(json: salvage.output)["studies"]?.listValue?.first)
        let kept = try #require(study["runs_kept"]?.integerValue)
        #expect(kept > 60 && kept < 120 && study["runs_to_run_again"]?.integerValue == 120 - kept, "\(study.json)")
        #expect(try place.run("check", "--db", "new.sqlite").exitCode == 0)
        let resumed = try place.run("resume", "--quiet", "--db", "new.sqlite")
        #expect(resumed.exitCode == 0, "\(resumed.error)")
        #expect(try export(place, "new.sqlite") == export(place, "whole.sqlite"))
    }

    @Test("a file whose first pages are gone is still salvaged, lost trials suggested again")
    func firstPages() throws {
        let place = try place()
        var data = try Data(contentsOf: URL(fileURLWithPath: place.path("whole.sqlite")))
        data.replaceSubrange(0..<4096, with: Data(count: 4096))
        try data.write(to: URL(fileURLWithPath: place.path("damaged.sqlite")))
        let check = try place.run("check", "--db", "damaged.sqlite")
        #expect(check.exitCode == 4)
        #expect(check.error.contains("is not a database"), "\(check.error)")
        let salvage = try place.run("check", "--db", "damaged.sqlite", "--salvage", "new.sqlite")
        #expect(salvage.output.contains("written to '\(place.path("new.sqlite"))'"), "\(salvage.error)")
        #expect(try place.run("resume", "--quiet", "--db", "new.sqlite").exitCode == 0)
        #expect(try export(place, "new.sqlite") == export(place, "whole.sqlite"))
    }

    @Test("refuses what it cannot do: exit code 2 for a file that is there, 4 where there is nothing to save")
    func refusals() throws {
        let place = try place()
        let exists = try place.run("check", "--db", "whole.sqlite", "--salvage", "s.sqlite")
        #expect(exists.exitCode == 2)
        #expect(exists.error == "hpsearch: '\(place.path("s.sqlite"))' is there already: name a file that is not\n")
        try place.write("text.sqlite", String(repeating: "no database\n", count: 1000))
        let nothing = try place.run("check", "--db", "text.sqlite", "--salvage", "new.sqlite")
        #expect(nothing.exitCode == 4)
        #expect(
            nothing.error == "hpsearch: no study can be read from '\(place.path("text.sqlite"))'; nothing was written\n"
        )
        #expect(!FileManager.default.fileExists(atPath: place.path("new.sqlite")))
        let missing = try place.run("check", "--db", "missing.sqlite")
        #expect(missing.exitCode == 2 && missing.error.contains("there is no database at"))
    }

    @Test("every damage ends with an exit code and a sentence, whatever the command")
    func damages() throws {
        let place = try place()
        for number in 0..<20 {
            let start = Double(number) / 20
            try damaged(place, start..<min(1, start + 0.01 * Double(1 + number % 3)))
            for command in [["check"], ["list"], ["export"], ["check", "--salvage", "new-\(number).sqlite"]] {
                let outcome = try place.start(command + ["--db", "damaged.sqlite"]).wait()
                #expect([0, 1, 2, 4].contains(outcome.exitCode), "\(number) \(command) \(outcome.exitCode)")
                #expect(outcome.exitCode == 0 || outcome.error.hasPrefix("hpsearch: "), "\(number) \(command)")
            }
        }
    }
}
