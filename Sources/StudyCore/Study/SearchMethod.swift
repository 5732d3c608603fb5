/// A search method's entry in the catalog: its name in study files, how its sampler is made, and what others need to
/// know of it.
public struct SearchMethod: Sendable {
    /// What may be added to a study that was launched already, such that what has run stays part of it. More repeats
    /// always may, and more trials where the file says how many.
    public enum Growth: Sendable {
        /// Trials only: a change to the parameters would change what they draw.
        case trials
        /// More values of a parameter: combinations are what they are, whatever others there are.
        case values
        /// More configurations.
        case configurations
    }

    /// What `search.method` says.
    public let name: String
    /// The keys under `search` that it takes beside `method` and `repeats`: `trials`, `configurations`.
    public let keys: Set<String>
    public let growth: Growth
    /// The greatest `SearchSpace.combinationCount` that is taken for intended, where the method visits all
    /// combinations: beyond it somebody must be asked. Nil where the number of combinations does not matter.
    public let largestUnasked: Int?
    /// - Throws: `SearchError` when the problem cannot be searched this way.
    public let make: @Sendable (SearchProblem) throws -> any Sampler

    public init(
        _ name: String, keys: Set<String> = [], growth: Growth = .trials, largestUnasked: Int? = nil,
        make: @escaping @Sendable (SearchProblem) throws -> any Sampler
    ) {
        self.name = name
        self.keys = keys
        self.growth = growth
        self.largestUnasked = largestUnasked
        self.make = make
    }

    /// The method whose sampler needs nothing but the problem.
    public init(
        _ name: String, keys: Set<String> = [], growth: Growth = .trials, largestUnasked: Int? = nil,
        _ sampler: (some Sampler).Type
    ) {
        self.init(name, keys: keys, growth: growth, largestUnasked: largestUnasked) { try sampler.init($0) }
    }

    /// Whether somebody should be asked before so large a space is searched this way.
    public func asksFirst(_ space: SearchSpace) -> Bool {
        guard let largestUnasked, let count = space.combinationCount else { return false }
        return count > largestUnasked
    }
}
