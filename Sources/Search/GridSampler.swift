import StudyCore

/// Every admissible combination of the parameters' values, once, in the order written, the last parameter changing
/// fastest.
///
/// A space without constraints and conditions is counted, not enumerated: each trial's configuration follows from its
/// number. Else the admissible combinations are looked for from the start, as far as somebody asks: to make a sampler
/// and to preview it is quick for any space, to ask for `trialCount` or a late trial looks through all before it.
/// Whoever does so for more than `largestUnasked` combinations should have asked first.
public struct GridSampler: Sampler {
    /// The greatest `SearchSpace.combinationCount` that is taken for intended.
    public static let largestUnasked = 1_000_000
    /// The greatest `SearchSpace.combinationCount` that is taken at all.
    public static let largest = 10_000_000
    /// How many combinations are looked at for what must be quick.
    static let quickLooks = 50_000

    private let space: SearchSpace
    private let combinationCount: Int
    /// The admissible combinations; nil where trial n is combination n.
    private let admissible: AdmissibleCombinations?
    public var lag: Int? { nil }

    /// - Throws: `SearchError.empty` without parameters or values, `.notEnumerable` for the first parameter that has no
    ///   grid, `.tooManyCombinations` for more than `largest`, `.nothingAdmissible` where the constraints refuse every
    ///   combination and this is found quickly; else `suggestions` throws it.
    public init(_ problem: SearchProblem) throws(SearchError) {
        space = problem.space
        for parameter in space.parameters where parameter.distribution.enumeratedCount == nil {
            throw .notEnumerable(
                parameter: parameter.name, keyword: parameter.distribution.keyword, position: parameter.position)
        }
        guard !space.parameters.isEmpty, let count = space.combinationCount, count > 0 else {
            throw .empty(method: "grid")
        }
        guard count <= Self.largest else { throw .tooManyCombinations(count: count, largest: Self.largest) }
        combinationCount = count
        admissible = space.everyCombinationCounts ? nil : AdmissibleCombinations(of: space)
        if let first = admissible?.counted(to: 1, lookingAtMost: Self.quickLooks), first.isExact, first.found == 0 {
            throw Refusals(of: space).error
        }
    }

    /// The number of admissible combinations; 0 where a large grid turns out to have none, which `suggestions` tells.
    public var trialCount: Int { admissible?.count ?? combinationCount }

    /// The configurations of those of the numbers that are trials of the grid.
    /// - Throws: `SearchError.nothingAdmissible` for a grid without trials.
    public func suggestions(
        for numbers: Range<Int>, history: [ObservedTrial]
    ) throws(SearchError) -> [Configuration] {
        guard let admissible else {
            return numbers.clamped(to: 0..<combinationCount).compactMap { space.configuration(ofCombination: $0) }
        }
        let combinations = admissible[numbers]
        if combinations.isEmpty, admissible.isKnownEmpty { throw Refusals(of: space).error }
        return combinations.compactMap { space.configuration(ofCombination: $0) }
    }

    /// Looks at some combinations only; what they leave open is not counted, and the examples are the first trials.
    /// - Throws: `SearchError.nothingAdmissible` for a grid without trials, where this is found quickly.
    public func preview() throws -> SearchPreview {
        guard let admissible else {
            return SearchPreview(
                trials: combinationCount, isExact: true,
                examples: try examples(SearchPreview.sampledNumbers(of: combinationCount)))
        }
        let (found, isExact) = admissible.counted(to: .max, lookingAtMost: Self.quickLooks)
        if isExact, found == 0 { throw Refusals(of: space).error }
        let numbers = isExact ? SearchPreview.sampledNumbers(of: found) : Array(0..<min(found, 8))
        return SearchPreview(
            trials: isExact ? found : combinationCount, isExact: isExact, examples: try examples(numbers))
    }
}
