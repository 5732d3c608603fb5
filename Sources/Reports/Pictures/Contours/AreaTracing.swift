/// Traces where a function on a grid lies below a bound: columns are cut into intervals, and those of neighbouring columns
/// that overlap are joined, so that holes and islands come out by themselves.
struct AreaTracing {
    typealias Point = (x: Double, low: Double, high: Double)

    /// How far an edge may lie from where it was traced, as a share of the rectangle's height: a quarter of a pixel.
    static let tolerance = 0.25 / Double(TrajectoriesPicture.height)

    /// In rows.
    private struct Interval {
        let low: Double
        let high: Double

        func overlaps(_ other: Interval) -> Bool { low <= other.high && other.low <= high }
    }

    private let values: [Double]
    private let grid: ContourLevels.Grid
    private let bound: Double
    private var finished: [[Point]] = []

    /// - Parameter values: column by column; infinite where nothing is known.
    init(_ values: [Double], on grid: ContourLevels.Grid, below bound: Double) {
        (self.values, self.grid, self.bound) = (values, grid, bound)
    }

    private func value(_ column: Int, _ row: Int) -> Double { values[column * (ContourLevels.Grid.rows + 1) + row] }

    /// The areas, thinned to the points that can be seen.
    mutating func areas() -> [[Point]] {
        var intervals = self.intervals(0)
        var open = intervals.map { [point(0, $0)] }
        for column in 0..<ContourLevels.Grid.columns {
            let next = self.intervals(column + 1)
            open = join(open, intervals, to: next, from: column)
            intervals = next
        }
        for area in open { finish(area) }
        return finished
    }

    private mutating func finish(_ area: [Point]) {
        guard area.count > 1 else { return }
        let height = grid.y.upperBound - grid.y.lowerBound
        finished.append(
            PathThinning.kept(area.count, within: Self.tolerance * height) { first, last, between in
                let (from, to, here) = (area[first], area[last], area[between])
                let share = to.x > from.x ? (here.x - from.x) / (to.x - from.x) : 0
                let low = from.low + share * (to.low - from.low)
                let high = from.high + share * (to.high - from.high)
                return max(abs(here.low - low), abs(here.high - high))
            }.map { area[$0] })
    }

    /// Carries the open areas, one for each interval of a column, on to the next column.
    private mutating func join(
        _ open: [[Point]], _ intervals: [Interval], to next: [Interval], from column: Int
    ) -> [[Point]] {
        let partners = intervals.map { one in next.indices.filter { one.overlaps(next[$0]) } }
        let origins = next.map { one in intervals.indices.filter { one.overlaps(intervals[$0]) } }
        var carried: [[Point]] = next.map { [point(Double(column + 1), $0)] }
        for (place, others) in partners.enumerated() {
            if others.count == 1, origins[others[0]].count == 1 {
                carried[others[0]] = open[place] + carried[others[0]]
                continue
            }
            finish(
                others.isEmpty ? open[place] + tip(of: intervals[place], at: column, towards: column + 1) : open[place])
            for other in others {
                let piece: [Point] = [
                    point(Double(column), share(of: intervals[place], for: other, among: others, of: next)),
                    point(
                        Double(column + 1),
                        share(of: next[other], for: place, among: origins[other], of: intervals)),
                ]
                if origins[other].count == 1 { carried[other] = piece } else { finish(piece) }
            }
        }
        for (place, others) in origins.enumerated() where others.isEmpty {
            carried[place] = tip(of: next[place], at: column + 1, towards: column) + carried[place]
        }
        return carried
    }

    /// The part of an interval that goes on to one of several: it is cut in the middles of the gaps between them.
    private func share(
        of interval: Interval, for chosen: Int, among others: [Int], of intervals: [Interval]
    ) -> Interval {
        func cut(_ first: Int, _ second: Int) -> Double {
            let middle = (intervals[first].high + intervals[second].low) / 2
            return min(interval.high, max(interval.low, middle))
        }
        guard let place = others.firstIndex(of: chosen) else { return interval }
        return Interval(
            low: place > 0 ? cut(others[place - 1], chosen) : interval.low,
            high: place + 1 < others.count ? cut(chosen, others[place + 1]) : interval.high)
    }

    /// Where an area ends between two columns.
    private func tip(of interval: Interval, at column: Int, towards other: Int) -> [Point] {
        let rows = Int(interval.low.rounded(.up))...max(Int(interval.low.rounded(.up)), Int(interval.high))
        guard let row = rows.min(by: { value(column, $0) < value(column, $1) }) else { return [] }
        let (here, there) = (value(column, row), rows.map { value(other, $0) }.min() ?? .infinity)
        let share = (bound - here) / (there - here)
        guard there.isFinite, share > 0, share < 1 else { return [] }
        let place = Double(column) + Double(other - column) * share
        return [point(place, Interval(low: Double(row), high: Double(row)))]
    }

    private func point(_ column: Double, _ interval: Interval) -> Point {
        (grid.x(column), grid.y(interval.low), grid.y(interval.high))
    }

    /// Where a column lies below the bound, from below.
    private func intervals(_ column: Int) -> [Interval] {
        var intervals: [Interval] = []
        var begin: Double? = value(column, 0) < bound ? 0 : nil
        for row in 0..<ContourLevels.Grid.rows {
            let (lower, upper) = (value(column, row), value(column, row + 1))
            if begin == nil, upper < bound {
                begin = Double(row + 1) - (lower.isFinite ? (bound - upper) / (lower - upper) : 0)
            } else if let low = begin, upper >= bound {
                let high = Double(row) + (upper.isFinite ? (bound - lower) / (upper - lower) : 0)
                intervals.append(Interval(low: low, high: high))
                begin = nil
            }
        }
        if let begin { intervals.append(Interval(low: begin, high: Double(ContourLevels.Grid.rows))) }
        return intervals
    }
}
