import Statistics
import StudyCore

/// What the middle 80 % of curves lie between: the tenth, the fiftieth and the ninetieth percentile at each step that most
/// of them have.
struct CurveBand {
    struct Point {
        let step: Int
        let low: Double
        let median: Double
        let high: Double
    }

    /// In ascending order of their steps, thinned so that they can be drawn.
    let points: [Point]

    init(_ curves: [TrialCurve]) {
        var values: [Int: [Double]] = [:]
        for curve in curves { for point in curve.points { values[point.step, default: []].append(point.value) } }
        let steps = values.keys.filter { (values[$0]?.count ?? 0) * 2 > curves.count }.sorted()
        points = EvenSample.indices(of: steps.count, atMost: TrialCurve.greatestCount).map { index in
            let sorted = values[steps[index], default: []].sorted()
            return Point(
                step: steps[index], low: quantile(sorted, 0.1), median: quantile(sorted, 0.5),
                high: quantile(sorted, 0.9))
        }
    }

    /// As rows, without what has no place on the scale.
    /// - Parameter more: entries that each row has beside its figures.
    func rows(on scale: PositionScale, _ more: [(String, Node)] = []) -> [Node] {
        points.filter { scale == .linear || $0.low > 0 }.map { point in
            .map(
                more + [
                    ("step", .integer(point.step)), ("low", .real(point.low)), ("median", .real(point.median)),
                    ("high", .real(point.high)),
                ])
        }
    }
}
