/// One dimension of the search.
public struct Parameter: Sendable {
    /// `when: {other: [value, …]}`: the parameter exists only where `other` does and has one of the values.
    public struct Condition: Sendable {
        public let parameter: String
        public let values: [Scalar]
        public let position: SourcePosition?

        public init(parameter: String, values: [Scalar], position: SourcePosition? = nil) {
            self.parameter = parameter
            self.values = values
            self.position = position
        }
    }

    public let name: String
    public let distribution: Distribution
    /// All must hold.
    public let conditions: [Condition]
    /// Where the parameter's name is written.
    public let position: SourcePosition?

    public init(
        name: String, distribution: Distribution, conditions: [Condition] = [], position: SourcePosition? = nil
    ) {
        self.name = name
        self.distribution = distribution
        self.conditions = conditions
        self.position = position
    }
}

/// A relation between parameters that every trial must satisfy.
public struct Constraint: Sendable {
    /// As written: `narrow <= wide`.
    public let text: String
    public let position: SourcePosition?
    /// The parameters it speaks of. Where one of them is inactive the constraint says nothing.
    public let names: Set<String>
    /// Whether it holds for these values, which include all of `names`.
    public let holds: @Sendable ([String: Scalar]) -> Bool

    public init(
        text: String, names: Set<String>, position: SourcePosition? = nil,
        holds: @escaping @Sendable ([String: Scalar]) -> Bool
    ) {
        self.text = text
        self.names = names
        self.position = position
        self.holds = holds
    }
}
