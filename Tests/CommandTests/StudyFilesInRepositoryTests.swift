import Foundation
import StudyCore
import Testing

@Suite("What the repository ships")
struct StudyFilesInRepositoryTests {
    static let studies: [String] = {
        let root = Workplace.repository.appendingPathComponent("studies")
        let names = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String } ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test("every study file is valid, without any data set at hand", arguments: studies)
    func isValid(name: String) throws {
        let path = Workplace.repository.appendingPathComponent("studies/\(name)").path
        let outcome = try Workplace().run("plan", path, "--format", "json", environment: ["HPSEARCH_DATA": ""])
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(try Node(json: outcome.output)["trials"]?.integerValue ?? 0 > 0)
    }

    @Test("the studies that the README names are there")
    func named() {
        for name in ["quickstart.yaml", "grid.yaml", "random.yaml", "log-uniform.yaml"] {
            #expect(Self.studies.contains(name))
        }
    }

    @Test("the quickstart reaches a validation accuracy of 0.95")
    func quickstart() throws {
        let place = try Workplace()
        let file = Workplace.repository.appendingPathComponent("studies/quickstart.yaml").path
        let outcome = try place.run("study", file, "--format", "json", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let best = try Node(json: outcome.output)["trials"]?.listValue?.first
        #expect(try #require(best?["metrics"]?["validation.accuracy"]?.numberValue) >= 0.95)
        #expect(try #require(best?["metrics"]?["test.accuracy"]?.numberValue) > 0.85)
    }
}
