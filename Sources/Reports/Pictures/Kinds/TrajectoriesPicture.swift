import StudyCore

/// The ways that the best trials of an expression with two learnt values take over its loss.
struct TrajectoriesPicture {
    let picture: Picture

    static let width = 480
    static let height = 480

    private struct Way {
        let trial: TrialRecord
        let points: [(step: Int, point: Landscape.Point)]
    }

    /// - Parameters:
    ///   - limits: the ends of the frame that are not to go by the ways.
    ///   - bounds: of the loss between its levels, ascending; by the loss where nil.
    init(
        _ source: PictureSource, limits: [PictureAxis: AxisLimits] = [:], bounds: [Double]? = nil
    ) throws(PictureAbsence) {
        guard let landscape = source.landscape else { throw .needsTwoLearntValues }
        var ways = source.leading(PictureSource.bestCurveCount).compactMap { Self.way($0, landscape) }
        guard let best = ways.first else { throw .needsTwoLearntValues }
        // Trials may minimise different functions: only those of the best one's belong on its contour.
        let probes = EvenSample.indices(of: best.points.count, atMost: 12).map { best.points[$0].point }
        let here = landscape.losses(best.trial.number, probes)
        let all = ways.count
        ways = ways.filter { way in
            guard let here, let there = landscape.losses(way.trial.number, probes) else { return false }
            return Self.areEqual(here, there)
        }
        let optimum = landscape.optimum(best.trial.number)
        let grid = try Self.grid(best, others: ways.dropFirst(), optimum: optimum, limits)
        let points = grid.points.map { Landscape.Point(x: $0.x, y: $0.y) }
        guard let values = landscape.losses(best.trial.number, points),
            let levels = ContourLevels(values, on: grid, bounds: bounds)
        else { throw .noLandscape }
        let chart = Self.chart(levels, grid, ways, optimum: optimum, source, landscape)
        let named = bounds.map { " that meet at \($0.map(NumberText.significant).joined(separator: ", "))" } ?? ""
        var summary = [
            "The loss over \(landscape.names.x) and \(landscape.names.y) in \(levels.bounds.count + 1) levels\(named), dark "
                + "where it is small, and the ways of \(NumberText.count(ways.count, "trial")); circles are starts."
        ]
        if let optimum {
            summary.append(
                "The optimum, a diamond, is at (\(NumberText.significant(optimum.x)), \(NumberText.significant(optimum.y)))."
            )
        }
        if let end = best.points.last?.point {
            summary.append(
                "\(source.phrase(best.trial)) ends at (\(NumberText.significant(end.x)), \(NumberText.significant(end.y)))."
            )
        }
        if ways.count < all {
            summary.append("Trials with another loss than that of \(TrialCurve.label(best.trial.number)) are left out.")
        }
        picture = Picture(.trajectories, summary: summary, charts: [chart])
    }

    /// The way of a trial's first run; nil where it has no finite point.
    private static func way(_ trial: TrialRecord, _ landscape: Landscape) -> Way? {
        guard let run = trial.runs.first(where: { !$0.curve.isEmpty }) else { return nil }
        let points = run.curve.compactMap { measurement -> (step: Int, point: Landscape.Point)? in
            guard let x = measurement.values.first(where: { $0.name == landscape.names.x })?.value,
                let y = measurement.values.first(where: { $0.name == landscape.names.y })?.value, x.isFinite, y.isFinite
            else { return nil }
            return (measurement.step, Landscape.Point(x: x, y: y))
        }
        guard points.count > 1 else { return nil }
        return Way(trial: trial, points: points)
    }

    /// A rectangle around the best way, the starts and the optimum, and the other ways as far as these stay near.
    private static func grid(
        _ best: Way, others: ArraySlice<Way>, optimum: Landscape.Point?, _ limits: [PictureAxis: AxisLimits]
    ) throws(PictureAbsence) -> ContourLevels.Grid {
        let needed =
            best.points.map(\.point) + others.compactMap { $0.points.first?.point } + [optimum].compactMap { $0 }
        func ends(_ values: [Double], _ more: [Double]) -> ClosedRange<Double> {
            guard var low = values.min(), var high = values.max() else { return 0...1 }
            let reach = high - low
            for value in more where value > low - reach && value < high + reach {
                (low, high) = (min(low, value), max(high, value))
            }
            let margin = high > low ? (high - low) * 0.1 : max(abs(low) * 0.1, 0.5)
            return (low - margin)...(high + margin)
        }
        let more = others.flatMap(\.points).map(\.point)
        func chosen(_ axis: PictureAxis, _ usual: ClosedRange<Double>) throws(PictureAbsence) -> ClosedRange<Double> {
            let (low, high) = (limits[axis]?.low ?? usual.lowerBound, limits[axis]?.high ?? usual.upperBound)
            guard low < high else { throw .beyondData(axis) }
            return low...high
        }
        return ContourLevels.Grid(
            x: try chosen(.x, ends(needed.map(\.x), more.map(\.x))),
            y: try chosen(.y, ends(needed.map(\.y), more.map(\.y))))
    }

    /// The points of a way that can be seen: its shape stays.
    private static func drawn(_ way: Way, on grid: ContourLevels.Grid) -> [(step: Int, point: Landscape.Point)] {
        let across = Double(width) / (grid.x.upperBound - grid.x.lowerBound)
        let up = Double(height) / (grid.y.upperBound - grid.y.lowerBound)
        let pixels = way.points.map { _, point in
            (x: (point.x - grid.x.lowerBound) * across, y: (point.y - grid.y.lowerBound) * up)
        }
        return PathThinning.way(pixels, within: 0.3, atMost: TrialCurve.greatestCount).map { way.points[$0] }
    }

    private static func areEqual(_ left: [Double], _ right: [Double]) -> Bool {
        zip(left, right).allSatisfy { abs($0 - $1) <= 1e-9 * max(abs($0), abs($1)) || (!$0.isFinite && !$1.isFinite) }
    }

    private static func chart(
        _ levels: ContourLevels, _ frame: ContourLevels.Grid, _ ways: [Way], optimum: Landscape.Point?,
        _ source: PictureSource, _ landscape: Landscape
    ) -> Chart {
        let areas = levels.areas.enumerated().flatMap { number, area in
            area.points.map { point -> Node in
                [
                    "area": .integer(number), "place": .integer(area.level), "x": .real(point.x), "y": .real(point.low),
                    "top": .real(point.high),
                ]
            }
        }
        let lines = ways.flatMap { way in
            drawn(way, on: frame).map { step, point -> Node in
                [
                    "trial": .integer(way.trial.number), "line": .text(source.label(way.trial)), "step": .integer(step),
                    "x": .real(point.x), "y": .real(point.y),
                ]
            }
        }
        let starts = ways.compactMap { way in
            way.points.first.map { start -> Node in
                ["trial": .integer(way.trial.number), "x": .real(start.point.x), "y": .real(start.point.y)]
            }
        }
        let target = optimum.map { [["x": .real($0.x), "y": .real($0.y)] as Node] } ?? []
        let x = Encoding.field("x", .quantitative).titled(landscape.names.x)
            .scaled(.linear, from: frame.x.lowerBound, to: frame.x.upperBound)
        let y = Encoding.field("y", .quantitative).titled(landscape.names.y)
            .scaled(.linear, from: frame.y.lowerBound, to: frame.y.upperBound)
        let tooltip = Encoding.tooltip([
            ("line", .nominal, "trial"), ("step", .quantitative, "iteration"), ("x", .quantitative, landscape.names.x),
            ("y", .quantitative, landscape.names.y),
        ])
        return Chart(
            width: width, height: height,
            data: [("levels", areas), ("ways", lines), ("starts", starts), ("optimum", target)],
            layers: [
                Layer(
                    mark: .area, settings: [("clip", true), ("opacity", 1)], data: "levels",
                    encodings: [
                        (.x, x), (.y, y), (.y2, Encoding.field("top", .quantitative).plain),
                        (.detail, .field("area", .nominal)),
                        (.color, .field("place", .quantitative).viridis(reversed: false).legend(nil)),
                    ]),
                // A pale edge sets the ways apart from any level.
                Layer(
                    mark: .line, settings: [("strokeWidth", 4), ("color", "white"), ("clip", true)], data: "ways",
                    encodings: [
                        (.x, x), (.y, y), (.order, .field("step", .quantitative)), (.detail, .field("line", .nominal)),
                    ], fades: true),
                Layer(
                    mark: .line, settings: [("strokeWidth", 2), ("clip", true)], data: "ways",
                    encodings: [(.x, x), (.y, y), (.order, .field("step", .quantitative)), (.tooltip, tooltip)]
                        + Palette.lines("line", ways.map { source.label($0.trial) }, title: source.trialTitle()),
                    fades: true),
                Layer(
                    mark: .point, settings: [("color", "white"), ("size", 60), ("strokeWidth", 2), ("clip", true)],
                    data: "starts",
                    encodings: [(.x, x), (.y, y)]),
                Layer(
                    mark: .point,
                    settings: [
                        ("shape", "diamond"), ("filled", true), ("size", 110), ("color", "white"), ("stroke", "black"),
                        ("opacity", 1), ("clip", true),
                    ], data: "optimum", encodings: [(.x, x), (.y, y)]),
            ], hasOwnColours: true)
    }
}
