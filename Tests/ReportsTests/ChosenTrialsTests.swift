import StudyCore
import Testing

@testable import Reports

@Suite("Trials that were chosen")
struct ChosenTrialsTests {
    private static let study = StudyStatisticsTests.searched

    private func report(_ chosen: Set<Int>?) throws -> StudyReport {
        StudyReport(
            Self.study, statistics: try StudyStatistics(Self.study, predictions: NoPredictions()), chosen: chosen)
    }

    @Test("keep in the report the ranks, ties and intervals that they have in the whole study")
    func report() throws {
        let all = try report(nil).json()
        let trials = try #require(all["trials"]?.listValue)
        let numbers = try [2, 5, 6].map { try #require(trials[$0]["number"]?.integerValue) }
        let chosen = try report(Set(numbers)).json()
        #expect(chosen["trials"]?.listValue == [trials[2], trials[5], trials[6]])
        #expect(chosen["statistics"] == all["statistics"] && chosen["counts"] == all["counts"])
        #expect(try report(Set(numbers)).json(top: 2)["trials"]?.listValue == [trials[2], trials[5]])
        let table = try report(Set(numbers)).text(.table, top: 2, style: TextStyle(width: 200))
        let best = try #require(trials[0]["number"]?.integerValue)
        #expect(
            table.contains("\n3 of \(trials.count) trials chosen; ranks, ties and all figures below are those of the"))
        #expect(table.contains("\n1 more trial not shown (--top 3 shows all)\n"))
        #expect(table.contains("Best: trial \(best) with"), "the study's best, chosen or not")
        #expect(try report(Set(numbers)).text(.csv).split(separator: "\r\n").count == 4)
    }

    private func rows(_ picture: Picture, _ name: String) throws -> [Node] {
        try #require(picture.charts[0].data.first { $0.name == name }?.rows)
    }

    @Test("are all that a picture draws, which says so", arguments: PictureKind.allCases)
    func pictures(_ kind: PictureKind) throws {
        let isBowl = [.trajectories, .errors].contains(kind)
        let chosen: Set<Int> = isBowl ? [0, 2] : [0, 1, 2, 3, 4, 5, 6, 10, 11, 17, 30]
        let whole = PictureFixtures.drawable(kind)
        let source = PictureSource(
            whole.study, ranking: whole.ranking.choosing(chosen), space: isBowl ? nil : PictureFixtures.space,
            curves: whole.curves.filter { chosen.contains($0.number) }, importance: whole.importance,
            landscape: whole.landscape)
        guard kind.showsTrials else {
            #expect(throws: PictureAbsence.noImportance(complete: 10)) { try kind.picture(of: source) }
            return
        }
        let picture = try kind.picture(of: source)
        #expect(
            picture.summary.hasSuffix("\(chosen.count) of \(isBowl ? 3 : 60) trials were chosen."))
        let drawn = picture.charts.flatMap(\.data).flatMap(\.rows).compactMap { $0["trial"]?.integerValue }
        #expect(Set(drawn).isSubset(of: chosen))
        if kind == .timeline { #expect(Set(drawn) == chosen) }
    }

    @Test("have a learning curve each, also those that diverged, named by the values in which they differ")
    func curves() throws {
        let whole = PictureFixtures.source(60)
        let chosen: Set<Int> = [0, 6, 12]
        let ranking = whole.ranking.choosing(chosen)
        #expect(PictureSource.trialsWithCurves(ranking) == [0, 6, 12])
        let source = PictureSource(
            whole.study, ranking: ranking, space: PictureFixtures.space,
            curves: whole.curves.filter { chosen.contains($0.number) })
        let picture = try PictureKind.curves.picture(of: source)
        #expect(picture.charts[0].data.map(\.name) == ["lines"], "no band of a few trials")
        // All three are of width 64 and relu: only the rates and beta tell them apart.
        let names = Set(try rows(picture, "lines").compactMap { $0["line"]?.textValue })
        let labels = [0, 6, 12].map { number in
            let configuration = PictureFixtures.configuration(number)
            let values = ["learning_rate", "beta"].map { NumberText.scalar(configuration[$0]) }
            return "trial \(number): \(values.joined(separator: ", "))"
        }
        #expect(names == Set(labels))
        #expect(picture.specification().json.contains(#""title":"trial: learning_rate, beta""#))
        let all = try PictureKind.curves.picture(of: whole)
        #expect(all.charts[0].data.map(\.name) == ["band", "best"])
        #expect(Set(try rows(all, "best").compactMap { $0["trial"]?.integerValue }).count == 5)
    }

    @Test("as many as there are looks have a look each")
    func looks() throws {
        let names = (0..<Palette.greatestLineCount).map(String.init)
        let looks = Palette.lines("line", names, title: nil)
            .compactMap { $0.1.node["scale"]?["range"]?.listValue?.map(\.json) }
        #expect(looks.map(\.count) == [64, 64])
        #expect(Set(zip(looks[0], looks[1]).map { "\($0) \($1)" }).count == 64)
    }
}
