/// Leaves points of a path out that nobody could see: U. Ramer, "An iterative procedure for the polygonal approximation of
/// plane curves", Computer Graphics and Image Processing 1 (1972); D. Douglas and T. Peucker, Cartographica 10 (1973).
enum PathThinning {
    /// In pixels.
    private static let far = 10_000.0

    /// The indices of the points to keep, in ascending order, the first and the last among them.
    /// - Parameters:
    ///   - tolerance: how far a point that is left out may lie from what is drawn in its place.
    ///   - distance: of the third point from the line between the first two.
    static func kept(
        _ count: Int, within tolerance: Double, distance: (_ first: Int, _ last: Int, _ between: Int) -> Double
    ) -> [Int] {
        guard count > 2 else { return Array(0..<max(0, count)) }
        var isKept = [Bool](repeating: false, count: count)
        (isKept[0], isKept[count - 1]) = (true, true)
        var stretches = [(0, count - 1)]
        while let (first, last) = stretches.popLast() {
            guard last - first > 1 else { continue }
            var farthest = (index: first, distance: tolerance)
            for index in (first + 1)..<last {
                let distance = distance(first, last, index)
                if distance > farthest.distance { farthest = (index, distance) }
            }
            guard farthest.index > first else { continue }
            isKept[farthest.index] = true
            stretches += [(first, farthest.index), (farthest.index, last)]
        }
        return isKept.indices.filter { isKept[$0] }
    }

    /// The indices of a way's points to keep, no more than `most`: where these do not suffice, the coarser shape.
    /// - Parameter points: in pixels.
    static func way(_ points: [(x: Double, y: Double)], within tolerance: Double, atMost most: Int) -> [Int] {
        // What lies far outside is cut off there; it shall not make numbers infinite.
        let points = points.map { (x: max(-far, min(far, $0.x)), y: max(-far, min(far, $0.y))) }
        var tolerance = tolerance
        while true {
            let kept = kept(points.count, within: tolerance) { first, last, between in
                distance(points[between], from: points[first], to: points[last])
            }
            guard kept.count > max(2, most) else { return kept }
            tolerance *= 2
        }
    }

    /// From a stretch between two points, which may be the same.
    private static func distance(
        _ point: (x: Double, y: Double), from: (x: Double, y: Double), to: (x: Double, y: Double)
    ) -> Double {
        let (dx, dy) = (to.x - from.x, to.y - from.y)
        let (px, py) = (point.x - from.x, point.y - from.y)
        let square = dx * dx + dy * dy
        let share = square > 0 ? max(0, min(1, (px * dx + py * dy) / square)) : 0
        let (ex, ey) = (px - share * dx, py - share * dy)
        return (ex * ex + ey * ey).squareRoot()
    }
}
