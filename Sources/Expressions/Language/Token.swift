/// One word or sign of an expression, with its place.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case number(Double)
        case text(String)
        /// A bare word: a name, a function or a keyword.
        case word(String)
        /// `$name` or `${name}`: always a name.
        case reference(String)
        case sign(String)
        case end
    }

    let kind: Kind
    /// Where it begins, in Unicode scalars from 0.
    let offset: Int
    /// As written.
    let source: String
}
