import Foundation
import StudyCore
import Testing

@testable import Reports

@Suite("Pictures")
struct PictureTests {
    private func rows(_ picture: Picture, _ name: String, chart: Int = 0) throws -> [Node] {
        try #require(picture.charts[chart].data.first { $0.name == name }?.rows)
    }

    private func numbers(_ rows: [Node], _ field: String) -> [Double] { rows.compactMap { $0[field]?.numberValue } }

    @Test(
        "each has data of its own, a summary in words, and no reference to anything outside",
        arguments: PictureKind.allCases)
    func selfContained(_ kind: PictureKind) throws {
        let picture = try PictureFixtures.picture(kind)
        #expect(picture.summary.hasSuffix("."))
        let specification = picture.specification()
        #expect(specification["$schema"]?.textValue == Picture.schema)
        let names = try #require(specification["datasets"]?.mapValue).map(\.key)
        #expect(Set(names).count == names.count)
        let json = specification.json
        #expect(!json.contains("\"url\""))
        #expect(json.components(separatedBy: "://").count == 2, "the schema's name alone")
        for (name, _) in picture.charts.flatMap(\.data) {
            #expect(picture.charts.flatMap(\.layers).contains { $0.data == name }, "\(name) is drawn")
        }
        for layer in picture.charts.flatMap(\.layers) where layer.fades || !layer.brush.isEmpty {
            let chart = try #require(picture.charts.first { $0.layers.contains { $0.data == layer.data } })
            let rows = try #require(chart.data.first { $0.name == layer.data }?.rows)
            #expect(rows.allSatisfy { $0["trial"] != nil }, "\(layer.data) can be selected by trial")
        }
        #expect(PictureKind.pageOrder.contains(kind))
    }

    @Test("for a page each chart takes part in selections")
    func linked() throws {
        let picture = try PictureFixtures.picture(.parameters)
        #expect(picture.charts.count == 4, "the constant parameter has no chart")
        for chart in picture.charts {
            let specification = picture.pageSpecification(of: chart)
            #expect(specification["params"]?.json == #"[{"name":"picked","value":null}]"#)
            #expect(specification["width"] == "container")
            #expect(specification.json.contains(#""select":{"type":"interval","encodings":["x","y"]}"#))
            #expect(!chart.brushed.isEmpty)
        }
        #expect(!picture.specification().json.contains("picked"))
    }

    @Test("the best so far is a staircase that only improves, in the order in which trials ended")
    func bestSoFar() throws {
        let picture = try PictureFixtures.picture(.bestSoFar)
        let line = try rows(picture, "best")
        let (orders, values) = (numbers(line, "order"), numbers(line, "objective"))
        #expect(orders == orders.sorted() && orders.last == 60)
        #expect(values == values.sorted())
        let best = try #require(values.last)
        #expect(best == (0..<60).filter { $0 % 7 != 6 }.map(PictureFixtures.accuracy).max())
        #expect(try rows(picture, "trials").count == 52)
        #expect(try rows(picture, "without").count == 8)
        // Trials 0 and 1 begin together; 1 takes a second longer.
        let points = try rows(picture, "trials")
        #expect(points.first { $0["trial"] == 0 }?["order"] == 1)
        #expect(points.first { $0["trial"] == 1 }?["order"] == 2)
        #expect(
            [1, 2, 3, 4, 11, 12, 21, 112].map(BestSoFarPicture.ordinal).joined(separator: " ")
                == "1st 2nd 3rd 4th 11th 12th 21st 112th")
    }

    @Test("axes go by how parameters are declared")
    func axes() throws {
        let axes = PictureFixtures.source(60).parameters
        #expect(axes[0].scale == .continuous(.log))
        #expect(axes[1].scale == .continuous(.complementLog))
        #expect(axes[2].scale == .categories([.integer(8), .integer(16), .integer(64)]))
        #expect(axes[3].scale == .categories([.text("relu"), .text("tanh")]))
        #expect(axes.map(\.varies) == [true, true, true, true, false])
        #expect(try #require(axes[0].share(.real(0.001))) == 0)
        #expect(abs(try #require(axes[0].share(.real(0.0316227766))) - 0.5) < 1e-6)
        #expect(abs(try #require(axes[1].share(.real(1 - 0.2 / 200.0.squareRoot()))) - 0.5) < 1e-9)
        #expect(abs(try #require(axes[1].cell(atShare: 1)) - 0.001) < 1e-12, "rows hold 1 − beta")
        let cell = try #require(axes[1].cell(PictureFixtures.configuration(0))?.numberValue)
        #expect(abs(cell - 0.2) < 1e-12)
        // Without the declaration the values tell.
        #expect(PictureFixtures.source(60, space: nil).parameters[0].scale == .continuous(.linear))
    }

    @Test("the most important parameter comes first; without importance the order is the declared one")
    func order() {
        #expect(PictureFixtures.source(60).varying.map(\.name) == ["learning_rate", "beta", "width", "activation"])
        let shares = [
            ParameterImportance(parameter: "width", share: 0.9, low: 0.8, high: 1, trials: 60, direction: .larger)
        ]
        #expect(
            PictureFixtures.source(60, importance: shares).varying.map(\.name)
                == ["width", "learning_rate", "beta", "activation"])
    }

    @Test("a best trial in the outer tenth of a range is told")
    func outerTenth() throws {
        let picture = try PictureFixtures.picture(.parameters)
        #expect(picture.summary.contains("The best trial's learning_rate ("))
        #expect(picture.summary.contains("lies in the upper tenth of its range: better values may lie beyond."))
        #expect(try rows(picture, "edges").count == 2)
    }

    @Test("a line goes on below the axis of a parameter that its trial lacks")
    func inactive() throws {
        let source = PictureFixtures.conditional
        let picture = try PictureKind.parallel.picture(of: source)
        let lines = try rows(picture, "others") + rows(picture, "top")
        // Two parameters and the metric; the parameter that only diverged trials have gets no axis.
        #expect(lines.count == 12 * 3)
        #expect(lines.allSatisfy { $0["share"]?.numberValue != nil })
        let inactive = lines.filter { $0["value"] == "inactive" }
        #expect(Set(numbers(inactive, "trial")) == Set((0..<12).filter { $0 % 2 == 1 }.map(Double.init)))
        #expect(inactive.allSatisfy { $0["axis"] == "beta" && $0["share"] == .real(ParallelPicture.inactiveShare) })
        #expect(try rows(picture, "ends").filter { $0["value"] == "inactive" }.count == 1)
        #expect(picture.summary.contains("below an axis where the trial lacks the parameter."))
        #expect(!(try PictureFixtures.picture(.parallel).summary.contains("below an axis")))
    }

    @Test("a parameter that the best trial lacks has a chart without the best, one that no ranked trial has has none")
    func conditional() throws {
        let picture = try PictureKind.parameters.picture(of: PictureFixtures.conditional)
        #expect(picture.charts.map(\.title) == ["rate", "beta"])
        #expect(picture.charts[0].layers.map(\.data) == ["edges", "trials", "best"])
        #expect(picture.charts[1].layers.map(\.data) == ["edges", "trials"])
        #expect(try rows(picture, "trials", chart: 1).count == 6)
        #expect(picture.summary.contains("none has rare, so that it has no chart."))
        #expect(picture.summary.contains("The best trial lies at no end of a declared range or list of numbers."))
    }

    /// The words for trials that differ in one number, the later the better unless all are equal.
    private func words(_ values: [Int], _ distribution: Distribution?, areEqual: Bool = false) throws -> String {
        let trials = values.enumerated().map { number, value in
            TrialRecord(
                number: number, configuration: Configuration([("width", .integer(value))]),
                runs: [Fixtures.run(number, metrics: ["validation.accuracy": areEqual ? 0.5 : Double(number) / 10])])
        }
        let study = Fixtures.study(trials)
        let space = distribution.map { SearchSpace(parameters: [Parameter(name: "width", distribution: $0)]) }
        return try PictureKind.parameters.picture(of: PictureSource(study, ranking: Ranking(study), space: space))
            .summary
    }

    @Test("the end of a list of numbers is told; nothing is where nothing is declared or all trials are equal")
    func listEnds() throws {
        let list = Distribution.values([.integer(64), .integer(8), .integer(16)], weights: nil)
        #expect(try words([8, 16, 64], list).contains("width (64) is the largest of its values: better"))
        #expect(try words([64, 16, 8], list).contains("width (8) is the smallest of its values: better"))
        let inside = try words([8, 64, 16], list)
        #expect(inside.contains("at no end of a declared range or list") && !inside.contains("beyond"))
        #expect(!(try words([8, 16, 64], nil).contains(" end ")))
        let range = Distribution.integerUniform(low: 0, high: 64, step: 1)
        #expect(try words([8, 16, 64], range).contains("lies in the upper tenth of its range"))
        for distribution in [list, range] {
            let equal = try words([64, 16, 8], distribution, areEqual: true)
            #expect(!equal.contains("beyond") && !equal.contains(" end "))
        }
    }

    @Test("of very many trials the best and an even sample are drawn, and that is said")
    func sample() throws {
        let source = PictureFixtures.source(3000)
        let picture = try PictureKind.cost.picture(of: source)
        #expect(try rows(picture, "trials").count == TrialPoints.greatestCount)
        #expect(picture.summary.contains("1000 of 2572 trials are drawn: the best, and others evenly."))
        let best = try #require(source.ranking.best?.trial.number)
        #expect(try rows(picture, "trials").contains { $0["trial"] == .integer(best) })
        #expect(PictureSource.trialsWithCurves(source.ranking).count == PictureSource.greatestCurveCount)
        #expect(PictureSource.trialsWithCurves(source.ranking).contains(best))
        for kind in [PictureKind.bestSoFar, .parameters, .parallel, .curves, .timeline] {
            let charts = try kind.picture(of: source).charts
            #expect(charts.allSatisfy { $0.rowCount <= 3200 }, "\(kind)")
        }
    }

    @Test("a few values far out do not press all others together, at the worse end alone")
    func farOut() {
        let values = (0..<100).map { Double($0) / 100 }
        #expect(MetricAxis("loss", values: values, goal: .minimize).bounds == nil)
        let losses = MetricAxis("loss", values: values + [1e30], goal: .minimize)
        #expect(losses.bounds?.lowerBound == 0)
        #expect(losses.bounds.map { $0.upperBound < 2 } == true)
        #expect(losses.note == ["1 trial with a worse value is drawn on the edge."])
        #expect(MetricAxis("loss", values: values + [-1e30], goal: .minimize).bounds == nil, "the best stays in sight")
        #expect(MetricAxis("score", values: values + [-1e30], goal: .maximize).bounds?.upperBound == 0.99)
        #expect(MetricAxis("loss", values: values + [1e30]).bounds == nil)
        #expect(MetricAxis("loss", values: [0.001, 1]).scale == .log)
        #expect(MetricAxis("test.accuracy", values: [0.001, 1]).scale == .linear)
    }

    @Test("the Pareto line holds exactly the trials that no other beats in both")
    func pareto() throws {
        let source = PictureFixtures.source(60)
        let front = CostPicture.front(source.ranked, source.ranking.objective).map(\.trial.number)
        func beats(_ left: RankedTrial, _ right: RankedTrial) -> Bool {
            let (seconds, other) = (left.metrics["seconds"] ?? 0, right.metrics["seconds"] ?? 0)
            let (value, against) = (left.objective ?? 0, right.objective ?? 0)
            return seconds <= other && value >= against && (seconds < other || value > against)
        }
        let expected = source.ranked.filter { one in !source.ranked.contains { beats($0, one) } }.map(\.trial.number)
        #expect(Set(front) == Set(expected))
        #expect(front.count > 1)
    }

    @Test("another metric can be the cost; a few trials have their names beside their points, and room for them")
    func otherCost() throws {
        let accuracies = [0.9, 0.95, 0.94, 0.97]
        let parameters = [1000, 3000, 9000, 2e4]
        let trials = (0..<4).map { number in
            TrialRecord(
                number: number, configuration: Configuration([("shape", .text("s\(number)"))]),
                runs: [
                    Fixtures.run(
                        number, 0,
                        metrics: ["validation.accuracy": accuracies[number], "parameters": parameters[number]])
                ])
        }
        let study = Fixtures.study(trials)
        let source = PictureSource(study, ranking: Ranking(study))
        let picture = try PictureKind.cost.picture(of: source, PictureOptions(cost: "parameters"))
        #expect(
            picture.summary == "No trial beats the 3 on the line in both: from trial 0 with validation.accuracy 0.9000 "
                + "with parameters 1000 to trial 3 with validation.accuracy 0.9700 with parameters 20 k.")
        #expect(try rows(picture, "front").compactMap { $0["cost"]?.numberValue } == [1000, 3000, 2e4])
        #expect(try Set(rows(picture, "trials").compactMap { $0["name"]?.textValue }).contains("trial 2: s2"))
        let text = picture.charts[0].layers.filter { $0.mark == .text }
        #expect(text.count == 1)
        let domain = text[0].encodings[0].1.node["scale"]?["domain"]?.listValue?.compactMap(\.numberValue)
        #expect(domain?.first.map { $0 < 1000 } == true && domain?.last.map { $0 > 1e5 } == true)
        #expect(PictureFixtures.source(60).ranked.count > 8)
        let many = try PictureKind.cost.picture(of: PictureFixtures.source(60))
        #expect(!many.charts[0].layers.contains { $0.mark == .text })
        #expect(throws: PictureAbsence.noCosts(of: "memory")) {
            try PictureKind.cost.picture(of: source, PictureOptions(cost: "memory"))
        }
    }

    @Test("another metric's curves can be drawn, of all trials as of chosen ones; one that was not measured is named")
    func otherCurves() throws {
        let options = PictureOptions(curve: "train.loss")
        let all = try PictureKind.curves.picture(of: PictureFixtures.source(13), options)
        #expect(all.summary.contains("train.loss of the best goes from"))
        #expect(all.charts[0].layers.contains { $0.encodings.contains { $0.1.node["title"] == "train.loss" } })
        let absence = #expect(throws: PictureAbsence.self) {
            try PictureKind.curves.picture(of: PictureFixtures.source(13), PictureOptions(curve: "train.los"))
        }
        #expect(absence?.reason == "no trial has a curve of 'train.los'; did you mean 'train.loss'?")
    }

    @Test("the band holds the percentiles of the curves")
    func band() throws {
        let source = PictureFixtures.source(13)
        let curves = source.curves.compactMap { TrialCurve($0, "validation.accuracy") }
        let band = CurveBand(curves).points
        #expect(band.count == 6)
        let last = curves.compactMap { $0.points.last?.value }.sorted()
        #expect(band.last?.median == last[6])
        let low = try #require(band.last?.low)
        #expect(abs(low - (last[1] + 0.2 * (last[2] - last[1]))) < 1e-12)
    }

    @Test("distances are means over repeats, with a band of the middle 80 % of them")
    func repeats() throws {
        let picture = try PictureKind.errors.picture(
            of: PictureFixtures.repeated([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [2, 2.5]]))
        let lines = try rows(picture, "lines").filter { $0["trial"] == 0 }
        #expect(numbers(lines, "value") == [24, 18, 12, 6])
        let bands = try rows(picture, "bands").filter { $0["trial"] == 0 }
        #expect(numbers(bands, "low") == [8, 6, 4, 2])
        #expect(numbers(bands, "high") == [40, 30, 20, 10])
        #expect(Set(try rows(picture, "bands").compactMap { $0["line"]?.textValue }) == ["trial 0: 0", "trial 1: 1"])
        #expect(picture.summary.contains("bands hold the middle 80 % of these."))
        let single = try PictureKind.errors.picture(of: PictureFixtures.repeated([[1], [2]]))
        #expect(single.charts[0].data.map(\.name) == ["lines"])
        #expect(!single.summary.contains("band"))
    }

    @Test("a cell of the heat map counts runs, and is their mean")
    func heatmapOfRepeats() throws {
        let trials = (0..<4).map { number in
            let runs = (0..<(number == 3 ? 3 : 20)).map { place in
                Fixtures.run(number, place, metrics: ["validation.accuracy": number == 3 ? 0.2 : 0.8])
            }
            // The last two fall into one cell.
            return TrialRecord(
                number: number,
                configuration: Configuration([
                    ("width", .integer(min(number, 2) % 2)), ("depth", .integer(min(number, 2) / 2)),
                    ("seed", .integer(number)),
                ]), runs: runs)
        }
        let study = Fixtures.study(trials)
        let cells = try rows(
            PictureKind.heatmap.picture(of: PictureSource(study, ranking: Ranking(study))), "cells")
        #expect(cells.map { $0["count"]?.textValue } == ["n = 20", "n = 20", "n = 23"])
        let mean = try #require(cells.last?["mean"]?.numberValue)
        #expect(abs(mean - (20 * 0.8 + 3 * 0.2) / 23) < 1e-12)
        #expect(cells.map { $0["trials"] } == [1, 1, 2])
    }

    @Test("each cell of the heat map is the mean over its runs, with their number")
    func heatmap() throws {
        let picture = try PictureFixtures.picture(.heatmap)
        let cells = try rows(picture, "cells")
        #expect(cells.count == 6)
        #expect(numbers(cells, "n").reduce(0, +) == 52)
        let cell = try #require(cells.first { $0["x"] == "8" && $0["y"] == "tanh" })
        // Width 8 and tanh; every seventh trial diverges.
        let values = (0..<60).filter { $0 % 6 == 1 && $0 % 7 != 6 }.map(PictureFixtures.accuracy)
        #expect(abs(try #require(cell["mean"]?.numberValue) - values.reduce(0, +) / Double(values.count)) < 1e-12)
    }

    @Test("ways of trials with another loss are left out of the contour")
    func trajectories() throws {
        let picture = try PictureFixtures.picture(.trajectories)
        #expect(Set(numbers(try rows(picture, "ways"), "trial")) == [0, 1])
        #expect(picture.summary.contains("Trials with another loss than that of trial 0 are left out."))
        #expect(picture.summary.contains("The optimum, a diamond, is at (1.000, -1.000)."))
        #expect(try rows(picture, "optimum").count == 1)
    }

    @Test("a study that does not suit a picture is told why", arguments: PictureKind.allCases)
    func absence(_ kind: PictureKind) {
        let study = Fixtures.study([])
        let reasons: [PictureKind: String] = [
            .bestSoFar: "no trial is complete yet", .parameters: "no parameter takes more than one value",
            .curves: "no complete trial has a curve of 'validation.accuracy' or of a loss",
            .parallel: "no parameter takes more than one value",
            .importance: "it takes 20 complete trials (there are 0)",
            .heatmap: "it takes two parameters with 2 to 16 values each; 'parameters' shows others",
            .timeline: "no run has a beginning and an end yet",
            .cost: "no complete trial has a metric 'seconds' above 0",
            .trajectories: "it takes an expression with two learnt values, and a trial that has ended",
            .errors: "no trial has a distance to the optimum (optimum, under expression)",
            .losses: "it takes a network with 'track: [train_full]' and a complete trial",
            .gradients: "it takes a network with 'track: [gradient_norms]' and a complete trial",
        ]
        let error = #expect(throws: PictureAbsence.self) {
            try kind.picture(of: PictureSource(study, ranking: Ranking(study)))
        }
        #expect(error?.reason == reasons[kind])
    }

    @Test("names that others chose stay text")
    func hostile() throws {
        let name = "a\u{1B}[31m</script><b>"
        let trials = (0..<4).map { number in
            TrialRecord(
                number: number,
                configuration: Configuration([(name, .text("</script>\(number)")), ("datum", .integer(number))]),
                runs: [Fixtures.run(number, metrics: ["validation.accuracy": 0.5 + Double(number) / 10])])
        }
        let study = Fixtures.study(trials, name: name)
        let source = PictureSource(study, ranking: Ranking(study))
        for kind in [PictureKind.bestSoFar, .parameters, .parallel, .heatmap] {
            let json = try kind.picture(of: source).specification().json
            #expect(!json.contains("\u{1B}") && !json.contains("\\u001b"), "\(kind)")
            #expect(!json.contains("\"field\":\"a\\"), "fields have names of our own")
        }
    }

    @Test("looks as recorded")
    func recorded() throws {
        try expectSnapshot(
            try PictureKind.bestSoFar.picture(of: PictureFixtures.source(5)).specification().prettyJSON + "\n",
            named: "picture-best-so-far.vl.json.txt")
        try expectSnapshot(
            try PictureKind.parameters.picture(of: PictureFixtures.source(3)).specification().prettyJSON + "\n",
            named: "picture-parameters.vl.json.txt")
    }
}
