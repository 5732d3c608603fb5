/// Numbers as programs print them.
enum Number {
    /// The number in a text, which may be infinite or not a number; nil where it is none. A full stop or a comma at the
    /// end belongs to the sentence around it.
    static func value(of text: some StringProtocol) -> Double? {
        let text = String(text)
        if let value = Double(text) { return value }
        var rest = Substring(text)
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace || last == "." || last == "," || last == ";" {
            rest.removeLast()
        }
        return Double(rest)
    }
}
