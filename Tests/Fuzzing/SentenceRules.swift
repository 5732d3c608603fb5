import StudyCore

/// What every sentence that the tool says of bad input must be.
public enum SentenceRules {
    /// A sentence is read by people; beyond this nobody does.
    public static let longest = 2000

    /// What is wrong with a sentence; empty where it is as it should be.
    public static func complaints(_ sentence: String) -> [String] {
        var complaints: [String] = []
        let count = sentence.unicodeScalars.count
        if sentence.allSatisfy(\.isWhitespace) { complaints.append("a refusal says nothing") }
        if count > longest { complaints.append("a sentence has \(count) characters: \(sentence.prefix(80))…") }
        if visiblyPrintable(sentence) != sentence {
            complaints.append("a sentence holds control characters: \(visiblyPrintable(String(sentence.prefix(200))))")
        }
        for word in ["Optional(", "Swift."] where sentence.contains(word) {
            complaints.append("a sentence speaks Swift: \(sentence.prefix(200))")
        }
        return complaints
    }
}
