/// The mean of the last few durations.
struct RecentDurations {
    private var durations: [Double] = []
    private var oldest = 0
    private static let capacity = 16

    mutating func append(_ seconds: Double) {
        if durations.count < Self.capacity {
            durations.append(seconds)
        } else {
            durations[oldest] = seconds
            oldest = (oldest + 1) % Self.capacity
        }
    }

    /// Nil before the first.
    var mean: Double? { durations.isEmpty ? nil : durations.reduce(0, +) / Double(durations.count) }
}
