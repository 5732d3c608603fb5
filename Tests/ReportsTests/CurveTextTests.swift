import StudyCore
import Testing

@testable import Reports

@Suite("Curves of characters")
struct CurveTextTests {
    private func label(_ value: Double) -> String { NumberText.significant(value) }

    @Test("braille dots follow the curve, from its highest to its lowest value")
    func braille() throws {
        let line = (0...40).map { (x: $0, y: Double($0)) }
        let chart = BrailleChart(line, width: 30, height: 4, label: label)
        #expect(chart.lines.count == 5)
        #expect(chart.lines.allSatisfy { TerminalText.width($0) <= 30 })
        try expectSnapshot(chart.lines.joined(separator: "\n") + "\n", named: "braille-line.txt")
        let wave = (1...200).map { (x: $0, y: $0 == 100 ? .nan : Double(($0 * $0) % 97)) }
        try expectSnapshot(
            BrailleChart(wave, width: 60, height: 8, label: label).lines.joined(separator: "\n") + "\n",
            named: "braille-wave.txt")
    }

    @Test("nothing is drawn of too little, or where there is no room")
    func nothing() {
        #expect(BrailleChart([(x: 1, y: 2)], width: 60, height: 8, label: label).lines.isEmpty)
        #expect(BrailleChart([(x: 1, y: .nan), (x: 2, y: 1)], width: 60, height: 8, label: label).lines.isEmpty)
        #expect(BrailleChart([(x: 1, y: 1), (x: 2, y: 2)], width: 12, height: 8, label: label).lines.isEmpty)
        let constant = BrailleChart([(x: 1, y: 1), (x: 2, y: 1)], width: 40, height: 3, label: label)
        #expect(constant.lines.count == 4)
    }

    @Test("a sparkline has a block for each of the last values, from the lowest to the highest")
    func sparkline() {
        #expect(Sparkline.text([0, 1, 2, 3, 4, 5, 6, 7], width: 8) == "▁▂▃▄▅▆▇█")
        #expect(Sparkline.text([9, 0, .nan, 1], width: 2) == "▁█")
        #expect(Sparkline.text([3, 3], width: 8) == "▅▅")
        #expect(Sparkline.text([.infinity], width: 8) == "")
    }

    @Test("the report has a column of them on a terminal, and none elsewhere", arguments: [60, 140])
    func column(_ width: Int) throws {
        let study = PictureFixtures.study(8)
        let source = PictureSource(study, ranking: Ranking(study), curves: study.trials)
        let report = StudyReport(study, sparklines: source.sparklines)
        let text = report.text(.table, style: TextStyle(width: width, drawsCurves: true))
        try expectSnapshot(text, named: "report-curves-\(width).table.txt")
        #expect(!report.text(.table, style: TextStyle(width: width)).contains("▁"))
    }

    @Test("a trial's curve is drawn on a terminal, and not elsewhere")
    func trial() throws {
        let report = try #require(TrialReport(PictureFixtures.study(3), trial: 1))
        let text = report.text(style: TextStyle(width: 80, drawsCurves: true))
        try expectSnapshot(text, named: "trial-drawn.txt")
        #expect(!report.text(style: TextStyle(width: 80)).contains("┤"))
    }

    @Test("a markdown report has its pictures, what it depends on, and the study file")
    func markdown() throws {
        let study = StudyRecord(
            name: "drawn", description: nil, seed: 3, state: .complete,
            objective: Objective(.maximize, "validation.accuracy"), text: "name: drawn\n# ``` in it\n", directory: "/",
            toolVersion: "1", created: Fixtures.start, elapsed: 61, trials: PictureFixtures.study(4).trials,
            provenance: [("openblas", "0.3")])
        let source = PictureSource(study, ranking: Ranking(study), curves: study.trials)
        let pictures = [
            LinkedPicture(try PictureKind.cost.picture(of: source), path: "my report-pictures/cost.svg"),
            LinkedPicture(try PictureKind.timeline.picture(of: source), path: "a/timeline.vl.json"),
        ]
        try expectSnapshot(StudyReport(study).markdown(pictures: pictures), named: "report-pictures.markdown.txt")
    }
}
