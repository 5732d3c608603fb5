/// The values of the active parameters in one trial.
public struct Configuration: Hashable, Sendable {
    /// In the order in which the parameters are declared.
    public let values: [(name: String, value: Scalar)]

    public init(_ values: [(name: String, value: Scalar)]) { self.values = values }

    /// Reads what `node` or `canonicalJSON` wrote; nil when it is no map of scalars.
    public init?(_ node: Node) {
        guard let entries = node.mapValue else { return nil }
        var values: [(name: String, value: Scalar)] = []
        for entry in entries {
            guard let value = Scalar(entry.value) else { return nil }
            values.append((entry.key, value))
        }
        self.values = values
    }

    /// The value of a parameter; nil where it is inactive.
    public subscript(name: String) -> Scalar? { values.first { $0.name == name }?.value }

    public var dictionary: [String: Scalar] { Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first } }

    public var node: Node { .map(values.map { ($0.name, $0.value.node) }) }

    /// Sorted keys and typed numbers: equal configurations, and only these, have equal texts.
    public var canonicalJSON: String { node.canonicalJSON }

    /// A text that is the same for configurations whose values mean the same: as `canonicalJSON`, but 1 and 1.0 are
    /// equal. See `Scalar.sameness`.
    public var sameness: String { Node.map(values.map { ($0.name, $0.value.sameness.node) }).canonicalJSON }

    /// For a person: `learning_rate 0.023, beta 0.912`.
    public var summary: String { values.map { "\($0.name) \($0.value.text)" }.joined(separator: ", ") }

    public static func == (left: Configuration, right: Configuration) -> Bool {
        left.canonicalJSON == right.canonicalJSON
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(canonicalJSON) }
}
