import Foundation
import StudyCore
import Testing

@Suite("A study on a CSV file of one's own")
struct TableDataTests {
    static let study = """
        name: table
        parameters: {learning_rate: [0.1, 0.5]}
        search: {method: grid}
        trial:
          network:
            data: {csv: points.csv, label: side, standardize: true}
            hidden: [8]
            optimizer: {sgd: {learning_rate: $learning_rate}}
            batch_size: 16
            epochs: 20

        """

    /// Two classes in the plane, apart by the sign of x + y; the path is relative to the study file.
    static func table(rows: Int) -> String {
        var text = "x,y,side\r\n"
        for row in 0..<rows {
            let (x, y) = (Double((row * 37) % 101) / 50 - 1, Double((row * 53) % 97) / 48 - 1)
            text += "\(x),\(y),\(x + y > 0 ? "right" : "left")\r\n"
        }
        return text
    }

    @Test("is found beside the file, split, standardized and learnt")
    func learns() throws {
        let place = try Workplace()
        try place.write("deep/table.yaml", Self.study)
        try place.write("deep/points.csv", Self.table(rows: 600))
        let outcome = try place.run("study", "deep/table.yaml", "--format", "json", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        let best = try Node(json: outcome.output)["trials"]?.listValue?.first
        #expect(try #require(best?["metrics"]?["validation.accuracy"]?.numberValue) > 0.9)
        #expect(try #require(best?["metrics"]?["test.accuracy"]?.numberValue) > 0.9)
    }

    @Test("a bad cell is told with row and column, with the place in the study file, and nothing is begun")
    func badCell() throws {
        let place = try Workplace()
        try place.write("table.yaml", Self.study)
        try place.write("points.csv", "x,y,side\n1,2,left\n3,four,right\n")
        let outcome = try place.run("study", "table.yaml")
        #expect(outcome.exitCode == 2)
        #expect(outcome.error.hasPrefix("table.yaml:6:"), "\(outcome.error)")
        #expect(outcome.error.contains("points.csv"))
        #expect(outcome.error.contains("row 3"))
        #expect(outcome.error.contains("'four'") || outcome.error.contains("\"four\""), "\(outcome.error)")
        #expect(!FileManager.default.fileExists(atPath: place.path("results")))
    }

    @Test("plan holds a study against its table as well, and is content without it")
    func plan() throws {
        let place = try Workplace()
        try place.write("table.yaml", Self.study)
        let without = try place.run("plan", "table.yaml")
        #expect(without.exitCode == 0)
        #expect(without.error == "note: \(place.path("points.csv")): no such file\n")
        try place.write("points.csv", Self.table(rows: 12))
        let small = try place.run("plan", "table.yaml")
        #expect(small.exitCode == 2)
        #expect(
            small.error
                == "table.yaml:9:17: 'batch_size': batch_size 16 is larger than the training part, which has 9 rows; at most "
                + "9, or full for all rows at once\n")
        #expect(small.output.isEmpty)
        try place.write("points.csv", Self.table(rows: 600))
        let fitting = try place.run("plan", "table.yaml")
        #expect(fitting.exitCode == 0)
        #expect(fitting.error.isEmpty)
    }

    @Test("a table that is sorted by class draws a warning")
    func sorted() throws {
        let place = try Workplace()
        try place.write("table.yaml", Self.study)
        let rows = (0..<60).map { "\($0),\($0 % 7),\($0 < 50 ? "left" : "right")" }
        try place.write("points.csv", (["x,y,side"] + rows).joined(separator: "\n") + "\n")
        let outcome = try place.run("study", "table.yaml", "--quiet")
        #expect(outcome.exitCode == 0, "\(outcome.error)")
        #expect(outcome.error.contains("hold no example of right; are the rows sorted by class?"), "\(outcome.error)")
    }
}
