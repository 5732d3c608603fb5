/// What a search will do, as far as it can be told without long work.
public struct SearchPreview: Sendable {
    /// The number of trials; where `isExact` is false, the greatest number that it can be.
    public let trials: Int
    /// Whether `trials` is the number itself: counting what the constraints leave of a large grid takes long.
    public let isExact: Bool
    /// Some trials in the order of their numbers, the first ones first; none where the first is not found quickly.
    public let examples: [(number: Int, configuration: Configuration)]

    public init(trials: Int, isExact: Bool, examples: [(number: Int, configuration: Configuration)]) {
        self.trials = trials
        self.isExact = isExact
        self.examples = examples
    }

    /// The trials worth showing of so many: the first three, then some spread over the rest, the last among them.
    public static func sampledNumbers(of trials: Int) -> [Int] {
        guard trials > 8 else { return Array(0..<max(0, trials)) }
        let rest = trials - 3
        // Divided first: the number of trials may be near the greatest integer.
        return [0, 1, 2] + (1...5).map { 2 + rest / 5 * $0 + rest % 5 * $0 / 5 }
    }
}

extension Sampler {
    /// The exact number of trials, and examples over the whole of them; of a method with a lag, those that see no
    /// earlier trial.
    public func preview() throws -> SearchPreview {
        let numbers = SearchPreview.sampledNumbers(of: trialCount).filter { $0 <= lag ?? .max }
        return SearchPreview(trials: trialCount, isExact: true, examples: try examples(numbers))
    }

    /// The configurations of the trials with these numbers.
    public func examples(_ numbers: [Int]) throws -> [(number: Int, configuration: Configuration)] {
        try numbers.compactMap { number in
            try suggestions(for: number..<number + 1, history: []).first.map { (number, $0) }
        }
    }
}
