import StudyCore

/// Every admissible combination of the parameters' values, once, in the order written, the last parameter changing
/// fastest.
///
/// A space without constraints and conditions is counted, not enumerated: each trial's configuration follows from its
/// number. Else the numbers of the admissible combinations are found once and kept, 8 bytes each. Whoever makes a
/// sampler of more than `largestUnasked` combinations should have asked first.
public struct GridSampler: Sampler {
    /// The greatest `SearchSpace.combinationCount` that is taken for intended.
    public static let largestUnasked = 1_000_000

    private let space: SearchSpace
    /// The combination of each trial; nil where trial n is combination n.
    private let combinations: [Int]?
    public let trialCount: Int
    public var lag: Int? { nil }

    /// - Throws: `SearchError.empty` without parameters or values, `.notEnumerable` for the first parameter that has no
    ///   grid, `.nothingAdmissible` where the constraints refuse every combination.
    public init(_ problem: SearchProblem) throws(SearchError) {
        space = problem.space
        for parameter in space.parameters where parameter.distribution.enumeratedCount == nil {
            throw .notEnumerable(
                parameter: parameter.name, keyword: parameter.distribution.keyword, position: parameter.position)
        }
        guard !space.parameters.isEmpty, let count = space.combinationCount, count > 0 else {
            throw .empty(method: "grid")
        }
        if space.everyCombinationCounts {
            combinations = nil
            trialCount = count
        } else {
            let admissible = (0..<count).filter { [space] in space.configuration(ofCombination: $0) != nil }
            if admissible.isEmpty { throw Refusals(of: space).error }
            combinations = admissible
            trialCount = admissible.count
        }
    }

    /// The configurations of those of the numbers that are trials of the grid.
    public func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) -> [Configuration] {
        numbers.clamped(to: 0..<trialCount).compactMap { number in
            space.configuration(ofCombination: combinations?[number] ?? number)
        }
    }
}
