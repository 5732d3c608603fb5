/// Changes words and signs of a text, so that what comes out is more often read to its end than what changed bytes make.
public struct TokenMutator: Sendable {
    private let words: [String]

    /// - Parameter words: those of the format: its keys, its keywords, its signs.
    public init(words: [String]) { self.words = words }

    /// The text with one to `changes` tokens changed.
    public func mutated(_ text: String, changes: Int = 4, using generator: inout SeededGenerator) -> String {
        var tokens = Self.tokens(of: text)
        for _ in 0...generator.below(changes) {
            guard !tokens.isEmpty else { return generator.pick(words) }
            let place = generator.below(tokens.count)
            let other = generator.below(tokens.count)
            switch generator.below(8) {
            case 0: tokens.remove(at: place)
            case 1: tokens.insert(tokens[other], at: place)
            case 2: tokens.swapAt(place, other)
            case 3: tokens[place] = tokens[other]
            case 4: tokens.insert(generator.pick(words), at: place)
            case 5: tokens[place] = generator.pick(words)
            case 6:
                let copied = Array(tokens[generator.range(in: tokens.count)])
                tokens.insert(contentsOf: copied, at: place)
            default: tokens.removeSubrange(generator.range(in: tokens.count))
            }
        }
        return tokens.joined()
    }

    /// Runs of letters and digits, runs of one kind of white space, and every other character alone.
    static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        var previous: Character?
        for character in text {
            if let last = previous, kind(last) == kind(character), kind(last) != .sign {
                tokens[tokens.count - 1].append(character)
            } else {
                tokens.append(String(character))
            }
            previous = character
        }
        return tokens
    }

    private enum Kind {
        case word
        case space
        case lineEnd
        case sign
    }

    private static func kind(_ character: Character) -> Kind {
        if character.isLetter || character.isNumber || character == "_" || character == "." { return .word }
        if character.isNewline { return .lineEnd }
        return character.isWhitespace ? .space : .sign
    }
}
