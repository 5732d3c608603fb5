/// Which iterations are recorded, and which of these a curve keeps.
struct RecordSchedule {
    /// A curve holds no more points.
    static let greatestCount = 2000

    let iterations: Int
    let every: Int
    /// How many records lie between two points of the curve.
    private let stride: Int

    init(iterations: Int, every: Int) {
        self.iterations = iterations
        self.every = every
        let count = (iterations - 1) / every + 1
        stride = count <= Self.greatestCount ? 1 : (count - 2) / (Self.greatestCount - 1) + 1
    }

    /// Every so many iterations, and the last.
    func isRecorded(_ iteration: Int) -> Bool { iteration % every == 0 || iteration == iterations }

    /// The first record, the last, and evenly spaced ones between.
    func isKept(_ iteration: Int) -> Bool {
        guard isRecorded(iteration) else { return false }
        return iteration == iterations || (iteration / every - 1) % stride == 0
    }
}
