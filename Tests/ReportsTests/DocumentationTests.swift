import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("The description of the JSON shapes")
struct DocumentationTests {
    /// Maps whose keys are names that a study chooses.
    static let open: Set<String> = ["parameters", "metrics", "provenance", "facts", "file", "curve"]

    private func keys(_ node: Node) -> Set<String> {
        switch node.content {
        case .list(let nodes): nodes.reduce(into: []) { $0.formUnion(keys($1)) }
        case .map(let entries):
            entries.reduce(into: []) { found, entry in
                found.insert(entry.key)
                // A plan's parameters are a list of objects with fixed keys.
                let isOpen =
                    Self.open.contains(entry.key) && !(entry.key == "parameters" && entry.value.listValue != nil)
                if !isOpen { found.formUnion(keys(entry.value)) }
            }
        default: []
        }
    }

    @Test("names every key that any shape has, in the part that is about it")
    func keys() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../docs/report-format.md").standardized
        let parts = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n## ")
        let common = parts[0]
        let rules = SubstitutionRules(embedded: .refused)
        let best = try #require(
            BestStudy(Fixtures.mixed, kind: "network", rules: rules, repeats: 1, describe: { _ in ["epochs": 1] }))
        let shapes: [(String, Node)] = [
            ("`report", StudyReport(Fixtures.mixed).json()), ("`best", best.json),
            (
                "`report",
                StudyReport(
                    StudyStatisticsTests.searched,
                    statistics: try StudyStatistics(StudyStatisticsTests.searched, predictions: NoPredictions())
                ).json()
            ),
            ("`show", try #require(TrialReport(Fixtures.mixed, trial: 3)).json()),
            (
                "`explain",
                try #require(try TrialExplanation(ExplanationTests.nets, trial: 1, predictions: ExplanationTests.bits))
                    .json
            ),
            (
                "`explain",
                try #require(
                    try TrialExplanation(StudyStatisticsTests.searched, trial: 7, predictions: NoPredictions())
                ).json
            ),
            ("`compare", try ComparisonTests.report().json),
            ("`list", StudyListReport(StudyListReportTests.studies).json()), ("`plan", PlanSummaryTests.plan.json()),
            ("`export", try Node(json: String(RunExport.text(.json, of: Fixtures.mixed).prefix { $0 != "\n" }))),
        ]
        for (title, node) in shapes {
            let part = try #require(parts.first { $0.hasPrefix(title) })
            let found = keys(node)
            #expect(found.count > 5)
            for key in found.sorted() {
                // As a key of its own, after a dot, or in the part that is about all shapes.
                let marks = ["`\(key)`", ".\(key)`", "\"\(key)\"", "`\(key)."]
                #expect(
                    (marks + ["[].\(key)"]).contains { part.contains($0) || common.contains($0) }, "\(title)` \(key)")
            }
        }
    }
}
