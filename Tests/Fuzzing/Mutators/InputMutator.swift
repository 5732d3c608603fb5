/// Changes an input of a target by bytes or, where it is text, by words.
public struct InputMutator: Sendable {
    private let bytes: ByteMutator
    private let tokens: TokenMutator

    public init(_ target: any FuzzTarget) {
        bytes = ByteMutator(pieces: target.words)
        tokens = TokenMutator(words: target.words)
    }

    public func mutated(_ input: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        if generator.once(in: 2), let text = String(validating: input, as: UTF8.self) {
            return Array(tokens.mutated(text, using: &generator).utf8)
        }
        return bytes.mutated(input, using: &generator)
    }
}
