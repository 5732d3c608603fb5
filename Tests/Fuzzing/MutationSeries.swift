import Foundation

/// A series of mutations, each with a generator of its own, watched over: one that crashes the process or does not come
/// to an end is named on standard error with its seed and number, so that it can be had again alone.
///
/// `HPSEARCH_MUTATIONS` sets how many there are, `HPSEARCH_MUTATION_SEED` the seed, `HPSEARCH_MUTATION_CASE` a single
/// number.
public struct MutationSeries: Sendable {
    public let name: String
    public let seed: UInt64
    public let numbers: Range<Int>

    /// How long one mutation may take on the slowest machine, in seconds; after that the process is ended.
    static let patience = 60.0

    /// - Parameters:
    ///   - name: as it stands in messages; ASCII.
    ///   - count: how many mutations, where the environment does not say.
    public init(_ name: String, seed: UInt64, count: Int = 10_000) {
        let environment = ProcessInfo.processInfo.environment
        self.name = name
        self.seed = environment["HPSEARCH_MUTATION_SEED"].flatMap { UInt64($0) } ?? seed
        if let only = environment["HPSEARCH_MUTATION_CASE"].flatMap({ Int($0) }) {
            numbers = only..<only + 1
        } else {
            numbers = 0..<(environment["HPSEARCH_MUTATIONS"].flatMap { Int($0) } ?? count)
        }
    }

    /// Calls `body` with each number of the series and its generator, until it returns nil.
    public func run(_ body: (_ number: Int, _ generator: inout SeededGenerator) -> FuzzOutcome?) -> Summary {
        let watch = CaseWatch(title: "\(name): HPSEARCH_MUTATION_SEED=\(seed) HPSEARCH_MUTATION_CASE=")
        defer { watch.end() }
        var summary = Summary()
        for number in numbers {
            watch.begin(number)
            var generator = SeededGenerator(seed: seed, case: number)
            let began = CaseWatch.now
            guard let outcome = body(number, &generator) else { break }
            let seconds = CaseWatch.now - began
            summary.count += 1
            summary.accepted += outcome.isAccepted ? 1 : 0
            let again = "(\(name): HPSEARCH_MUTATION_SEED=\(seed) HPSEARCH_MUTATION_CASE=\(number))"
            summary.complaints += outcome.complaints.map { "\($0) \(again)" }
            if seconds > summary.slowestSeconds {
                summary.slowestSeconds = seconds
                summary.slowest = again
            }
        }
        return summary
    }

    /// What came of a series.
    public struct Summary: Sendable {
        public var count = 0
        /// How many inputs were taken.
        public var accepted = 0
        /// Each with how it is had again.
        public var complaints: [String] = []
        /// How the slowest is had again.
        public var slowest = ""
        public var slowestSeconds = 0.0

        /// The share of inputs that were taken; nil where there were too few to speak of one.
        public var share: Double? { count >= 1000 ? Double(accepted) / Double(count) : nil }
    }
}
