/// How numbers and names are written in sentences.
extension Int {
    /// With commas: `60,000`.
    var grouped: String {
        let digits = String(magnitude)
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return self < 0 ? "-" + text : text
    }
}

extension [Int] {
    /// `1×28×28`.
    var shapeText: String { map(String.init).joined(separator: "×") }
}

extension FixedWidthInteger where Self: UnsignedInteger {
    /// `0x0803`: all the digits of the type.
    var hexadecimal: String {
        let digits = String(self, radix: 16)
        return "0x" + String(repeating: "0", count: Self.bitWidth / 4 - digits.count) + digits
    }
}

/// Suggestions for misspelt names.
enum Spelling {
    /// The candidate that most resembles `name`, if any does: at most a third of its letters differ. Capitals, hyphens and
    /// underscores do not count.
    static func nearest(to name: String, in candidates: [String]) -> String? {
        let wanted = plain(name)
        let ranked = candidates.map { (candidate: $0, distance: distance(wanted, plain($0))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance * 3 <= Swift.max(wanted.count, 3) ? best.candidate : nil
    }

    /// Letters and digits only, in lower case.
    static func plain(_ name: String) -> [Character] {
        Array(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// Levenshtein's distance: insertions, deletions, replacements.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var row = Array(0...second.count)
        for (i, letter) in first.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, other) in second.enumerated() {
                let above = row[j + 1]
                row[j + 1] = Swift.min(above + 1, row[j] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = above
            }
        }
        return row[second.count]
    }
}
