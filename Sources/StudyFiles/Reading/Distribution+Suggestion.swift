import StudyCore

extension Distribution {
    /// What to write instead of a value that the distribution cannot give.
    func membershipSuggestion(_ value: Scalar) -> String? {
        switch self {
        case .values, .variants, .constant:
            let known = (enumerated ?? []).prefix(12)
            // The number 1 and the text "1" look alike.
            if let twin = known.first(where: { $0.text == value.text }) {
                return twin.number == nil ? "put it in quotes" : "remove the quotes"
            }
            if case .text(let text) = value { return nameSuggestion(for: text, among: known.map(\.text)) }
            return "it takes \(known.map(\.text).joined(separator: ", "))"
        default: return "it takes \(rangeDescription)"
        }
    }
}
