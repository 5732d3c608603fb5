/// How a kind of trial treats references in its description.
public struct SubstitutionRules: Sendable {
    /// What becomes of a reference inside a longer text.
    public enum Embedded: Sendable {
        /// It becomes text (commands).
        case text
        /// It stays, to be bound as a value by the kind itself (expressions).
        case kept
        /// It is an error (networks).
        case refused
    }

    /// A name that stands for something made of the whole configuration, where no parameter has that name: `$args`.
    public struct Derived: Sendable {
        public let name: String
        /// The words it stands for: as an element of a list as many elements, inside a text separated by blanks.
        public let words: @Sendable (Configuration) -> [String]

        public init(_ name: String, words: @escaping @Sendable (Configuration) -> [String]) {
            self.name = name
            self.words = words
        }
    }

    public let embedded: Embedded
    /// Keys of the description whose values are taken literally (metric patterns).
    public let literalKeys: Set<String>
    /// Keys of the description whose texts are shell commands: a value becomes one quoted word there. Lists are not.
    public let shellKeys: Set<String>
    /// Whether every parameter counts as used, because the trial sees them all (commands, by their environment).
    public let usesEveryParameter: Bool
    public let derived: [Derived]

    public init(
        embedded: Embedded, literalKeys: Set<String> = [], shellKeys: Set<String> = [],
        usesEveryParameter: Bool = false, derived: [Derived] = []
    ) {
        self.embedded = embedded
        self.literalKeys = literalKeys
        self.shellKeys = shellKeys
        self.usesEveryParameter = usesEveryParameter
        self.derived = derived
    }

    /// The names that are no parameters and yet may be referred to.
    public var derivedNames: [String] { derived.map(\.name) }
}
