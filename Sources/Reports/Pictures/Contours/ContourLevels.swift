import Foundation

/// The filled levels of a function over a rectangle, as areas between two edges: what Vega-Lite can show on any pair of axes
/// with few points, where the edges are interpolated.
struct ContourLevels {
    /// The values at the crossings of a grid's lines.
    struct Grid {
        /// Across and upward.
        static let columns = 200
        static let rows = 160

        let x: ClosedRange<Double>
        let y: ClosedRange<Double>

        func x(_ column: Double) -> Double {
            x.lowerBound + (x.upperBound - x.lowerBound) * column / Double(Self.columns)
        }

        func y(_ row: Double) -> Double {
            y.lowerBound + (y.upperBound - y.lowerBound) * row / Double(Self.rows)
        }

        /// All crossings, column by column from the left, each from below.
        var points: [(x: Double, y: Double)] {
            (0...Self.columns).flatMap { column in (0...Self.rows).map { (x(Double(column)), y(Double($0))) } }
        }
    }

    /// A part of the rectangle where the function is at most on one level: between `low` and `high` at each `x`.
    struct Area {
        let level: Int
        /// Ascending in x; at least two.
        let points: [(x: Double, low: Double, high: Double)]
    }

    static let usualCount = 14

    /// In the order in which they are drawn, each over those before it: from the highest level down.
    let areas: [Area]
    /// Where one level ends and the next begins; one fewer than there are levels.
    let bounds: [Double]

    /// - Parameters:
    ///   - values: at the points of the grid, in their order; not finite where there is no loss.
    ///   - bounds: ascending; by the values where nil. Nil is returned where these are constant.
    init?(_ values: [Double], on grid: Grid, bounds chosen: [Double]? = nil) {
        let finite = values.filter(\.isFinite)
        guard values.count == (Grid.columns + 1) * (Grid.rows + 1), let low = finite.min(), let high = finite.max(),
            high > low
        else { return nil }
        // Levels crowd where the function is small, as the ways do: even steps in log(f − min + offset).
        let offset = (high - low) * 1e-5
        func place(_ value: Double) -> Double {
            guard value.isFinite else { return .infinity }
            return value > low - offset ? log((value - low + offset) / offset) : -.infinity
        }
        let top = place(high)
        let usual = (1..<Self.usualCount).map { top * Double($0) / Double(Self.usualCount) }
        let places = chosen?.map(place) ?? usual
        bounds = chosen ?? usual.map { exp($0) * offset + low - offset }
        let (left, right) = (grid.x(0), grid.x(Double(Grid.columns)))
        let whole = [left, right].map { (x: $0, low: grid.y(0), high: grid.y(Double(Grid.rows))) }
        var areas = [Area(level: places.count, points: whole)]
        let heights = values.map(place)
        for (level, bound) in places.enumerated().reversed() {
            var tracing = AreaTracing(heights, on: grid, below: bound)
            areas += tracing.areas().map { Area(level: level, points: $0) }
        }
        self.areas = areas
    }
}
