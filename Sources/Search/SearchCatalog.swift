import StudyCore

/// The search methods that there are.
public enum SearchCatalog {
    /// One line each; the tests' conformance suite runs over them.
    public static let methods: [SearchMethod] = [
        SearchMethod("grid", growth: .values, largestUnasked: GridSampler.largestUnasked, GridSampler.self),
        SearchMethod("random", keys: ["trials"], RandomSampler.self),
        SearchMethod("list", keys: ["configurations"], growth: .configurations, ListSampler.self),
    ]
}
