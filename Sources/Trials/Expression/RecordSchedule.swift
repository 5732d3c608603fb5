/// Which iterations are recorded, and which of these a curve keeps.
///
/// The kept ones are settled before the run, so that each can be told as it comes, whenever the run ends: all where they
/// are few enough, else all at first, then ever fewer, one hundredth of the way so far apart, until the distance is
/// reached that brings the rest of the planned iterations within `greatestCount`; evenly from there. See
/// `docs/decisions/0008-curves-are-dense-at-first-then-even.md`.
struct RecordSchedule {
    /// A curve holds no more points.
    static let greatestCount = 2000
    /// Neighbouring points are at most this part of the way to them apart, if not the even distance.
    private static let greatestGap = 0.01

    let iterations: Int
    let every: Int
    /// In ascending order: the start (0), and the iterations that the curve keeps, the last one of the run among them.
    let kept: [Int]

    /// - Parameters:
    ///   - iterations: of the whole run, if nothing ends it before.
    ///   - every: how many iterations lie between two records.
    init(iterations: Int, every: Int) {
        self.iterations = iterations
        self.every = every
        // One point is left for the run's last iteration, and one for the last before it diverged.
        let greatest = Self.greatestCount - 2
        let records = (iterations - 1) / every + 1
        var numbers = Self.records(below: records, distance: 1, greatest: greatest)
        if numbers == nil {
            // The smallest even distance with few enough points, to a thousandth.
            var (low, high) = (1.0, Double(records))
            while high > low * 1.001 {
                let middle = (low * high).squareRoot()
                if let found = Self.records(below: records, distance: middle, greatest: greatest) {
                    (high, numbers) = (middle, found)
                } else {
                    low = middle
                }
            }
        }
        kept = (numbers ?? [0]).map { $0 * every } + [iterations]
    }

    /// Every so many iterations, and the last.
    func isRecorded(_ iteration: Int) -> Bool { iteration % every == 0 || iteration == iterations }

    /// The numbers of the records to keep, from 0 (the start) to below `count`; nil if there are more than `greatest`.
    /// - Parameter distance: between those that are evenly spaced.
    private static func records(below count: Int, distance: Double, greatest: Int) -> [Int]? {
        var numbers: [Int] = []
        var place = 0.0
        while place < Double(count) {
            guard numbers.count < greatest else { return nil }
            numbers.append(Int(place))
            place += max(1, min(distance, place * greatestGap))
        }
        return numbers
    }
}
