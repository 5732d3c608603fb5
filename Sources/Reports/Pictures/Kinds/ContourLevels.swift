import Foundation

/// The filled levels of a function over a rectangle, as runs of equal level along rows: what Vega-Lite's rectangles can
/// show on any pair of axes, where the ends of the runs are interpolated.
struct ContourLevels {
    /// A stretch of one row that lies on one level and those above it, up to the right edge.
    struct Stretch {
        let row: Int
        let from: Double
        let level: Int
    }

    static let rows = 120
    static let columns = 120
    static let levelCount = 14

    let stretches: [Stretch]
    /// - Parameter values: row by row from the lowest y, `rows` of `columns + 1` values each at evenly spread x; not
    ///   finite where there is no loss.
    init?(_ values: [Double], x: ClosedRange<Double>) {
        let finite = values.filter(\.isFinite)
        guard values.count == Self.rows * (Self.columns + 1), let low = finite.min(), let high = finite.max(),
            high > low
        else { return nil }
        // Levels crowd where the function is small, as the ways do: even steps in log(f − min + offset).
        let offset = (high - low) * 1e-5
        let top = log((high - low + offset) / offset)
        func place(_ value: Double) -> Double {
            guard value.isFinite else { return Double(Self.levelCount) }
            return log((value - low + offset) / offset) / top * Double(Self.levelCount)
        }
        func level(_ place: Double) -> Int { max(0, min(Self.levelCount - 1, Int(place))) }
        let step = (x.upperBound - x.lowerBound) / Double(Self.columns)
        var stretches: [Stretch] = []
        for row in 0..<Self.rows {
            let places = (0...Self.columns).map { place(values[row * (Self.columns + 1) + $0]) }
            stretches.append(Stretch(row: row, from: x.lowerBound, level: level(places[0])))
            for column in 0..<Self.columns {
                let (left, right) = (places[column], places[column + 1])
                let (first, last) = (level(left), level(right))
                guard first != last else { continue }
                for crossed in stride(from: first, to: last, by: last > first ? 1 : -1) {
                    // Going up, the next level begins at its lower bound; going down, the one below at this one's.
                    let bound = Double(last > first ? crossed + 1 : crossed)
                    let share = max(0, min(1, (bound - left) / (right - left)))
                    let from = x.lowerBound + (Double(column) + share) * step
                    stretches.append(Stretch(row: row, from: from, level: last > first ? crossed + 1 : crossed - 1))
                }
            }
        }
        self.stretches = stretches
    }
}
