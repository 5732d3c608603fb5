import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("The report as a page")
struct PageTests {
    private func page(_ study: StudyRecord, script: String? = nil) -> String {
        let source = PictureSource(study, ranking: Ranking(study), curves: study.trials)
        return StudyPage(StudyReport(study), source: source, script: script, hint: "the tool installs it").html
    }

    /// What stands between the styles and the scripts.
    private func body(_ html: String) throws -> String {
        let start = try #require(html.range(of: "<body>"))
        let end = try #require(html.range(of: "<script>\n"))
        return String(html[start.lowerBound..<end.lowerBound])
    }

    private func data(_ html: String, _ identifier: String) throws -> Node {
        let start = try #require(html.range(of: "<script type=\"application/json\" id=\"\(identifier)\">"))
        let end = try #require(html[start.upperBound...].range(of: "</script>"))
        return try Node(json: String(html[start.upperBound..<end.lowerBound]))
    }

    @Test("looks as recorded without charts")
    func recorded() throws {
        try expectSnapshot(body(page(Fixtures.mixed)), named: "report-mixed.html.txt")
        try expectSnapshot(body(page(Fixtures.study([]))), named: "report-empty.html.txt")
    }

    @Test("has every picture that suits the study, with its words and its data")
    func pictures() throws {
        let html = page(PictureFixtures.study(30), script: "window.vegaEmbed = null")
        for kind in ["best-so-far", "curves", "parallel", "parameters", "losses", "gradients", "cost", "timeline"] {
            #expect(html.contains("id=\"\(kind)\""), "\(kind)")
            #expect(try data(html, "\(kind)-0")["specification"]?["layer"]?.listValue?.isEmpty == false)
        }
        #expect(!html.contains("id=\"trajectories\""))
        #expect(!html.contains("the tool installs it"))
        #expect(html.contains("window.vegaEmbed = null"))
        #expect(
            page(PictureFixtures.study(30)).contains(
                "Without the chart tool there are no charts: the tool installs it;"))
    }

    @Test("its table has every trial with values to sort by and texts to show")
    func table() throws {
        let node = try data(page(Fixtures.mixed), "report")
        #expect(node["best"] == 1)
        let columns = try #require(node["columns"]?.listValue)
        for column in columns {
            #expect(column["values"]?.listValue?.count == 7)
            if let texts = column["texts"]?.listValue { #expect(texts.count == 7) }
        }
        let titles = columns.compactMap { $0["title"]?.textValue }
        #expect(
            titles.starts(with: [
                "#", "trial", "state", "runs", "validation.accuracy", "test.accuracy", "learning_rate",
            ]))
        let value = try #require(columns[4]["values"]?.listValue?[0].numberValue)
        #expect(abs(value - 0.9864) < 1e-12)
        #expect(columns[4]["texts"]?.listValue?[0] == "0.9864")
        #expect(titles.contains("curve"))
    }

    @Test("shows what statistics say")
    func statistics() throws {
        let study = StudyStatisticsTests.searched
        let report = StudyReport(study, statistics: try StudyStatistics(study, predictions: NoPredictions()))
        let source = PictureSource(
            study, ranking: report.ranking, importance: report.statistics?.importance?.parameters ?? [])
        let html = StudyPage(report, source: source, script: "", hint: "").html
        let columns = try #require(try data(html, "report")["columns"]?.listValue)
        let best = try #require(report.ranking.best?.statistics)
        let interval = try #require(columns.first { $0["title"] == "interval" })
        #expect(interval["values"]?.listValue?[0].numberValue == best.low)
        #expect(interval["texts"]?.listValue?[0].textValue?.contains(" … ") == true)
        #expect(columns.first { $0["title"] == "with best" }?["texts"]?.listValue?[0] == "best")
        #expect(html.contains("<h2>Importance</h2>"))
        #expect(try data(html, "importance-0")["specification"]?["datasets"]?["shares"]?.listValue?.isEmpty == false)
    }

    @Test("lets no request out, and no text of others become part of it")
    func hostile() throws {
        let name = "</title></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'\u{1B}"
        let trials = (0..<3).map { number in
            TrialRecord(
                number: number, configuration: Configuration([(name, .text("\(name)\(number)"))]),
                runs: [
                    Fixtures.run(number, metrics: ["validation.accuracy": 0.5 + 0.1 * Double(number), name: 1])
                ])
        }
        let failed = TrialRecord(
            number: 3, configuration: Configuration([]),
            runs: [
                Fixtures.run(
                    3, 0, .failed,
                    failures: [FailureRecord(attempt: 1, failure: RunFailure(.crashed, name), at: Fixtures.start)])
            ])
        let study = StudyRecord(
            name: name, description: name, seed: 1, state: .complete,
            objective: Objective(.maximize, "validation.accuracy"), text: "name: \(name)\n", directory: "/",
            toolVersion: "1", created: Fixtures.start, elapsed: 1, trials: trials + [failed],
            provenance: [(name, name)])
        let html = page(study, script: "const end = '</script>'")
        #expect(html.contains("Content-Security-Policy\" content=\"default-src 'none';"))
        for piece in ["<script>alert", "<img", "\u{1B}"] { #expect(!html.contains(piece), "\(piece)") }
        #expect(html.contains("const end = '<\\/script>'"))
        #expect(html.contains("&lt;/title&gt;&lt;/script&gt;"))
        // Two scripts and the data, each with its end.
        let starts = html.components(separatedBy: "<script").count - 1
        #expect(html.components(separatedBy: "</script>").count - 1 == starts)
        _ = try data(html, "report")
        _ = try data(html, "parameters-0")
    }
}
