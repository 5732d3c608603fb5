/// A search method's entry in the catalog: its name in study files and how its sampler is made.
public struct SearchMethod: Sendable {
    /// What `search.method` says.
    public let name: String
    /// The keys under `search` that it takes beside `method` and `repeats`: `trials`, `configurations`.
    public let keys: Set<String>
    /// - Throws: `SearchError` when the problem cannot be searched this way.
    public let make: @Sendable (SearchProblem) throws -> any Sampler

    public init(
        _ name: String, keys: Set<String> = [], make: @escaping @Sendable (SearchProblem) throws -> any Sampler
    ) {
        self.name = name
        self.keys = keys
        self.make = make
    }

    /// The method whose sampler needs nothing but the problem.
    public init(_ name: String, keys: Set<String> = [], _ sampler: (some Sampler).Type) {
        self.init(name, keys: keys) { try sampler.init($0) }
    }
}
