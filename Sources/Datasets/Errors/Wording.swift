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

extension String {
    /// A text out of somebody's file, fit to stand in a sentence: of at most 60 characters, with control characters, line
    /// ends and marks of direction written out.
    var excerpt: String {
        var text = ""
        for scalar in unicodeScalars.prefix(60) {
            switch scalar.value {
            case 0x09: text += "\\t"
            case 0x0A: text += "\\n"
            case 0x0D: text += "\\r"
            case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
                text += "\\u{\(String(scalar.value, radix: 16))}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return unicodeScalars.count > 60 ? text + "…" : text
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
        // Nothing of this length is a misspelt name, and the distance of long texts takes long.
        guard name.utf8.count <= 200 else { return nil }
        let wanted = plain(name)
        let ranked = candidates.map { (candidate: $0, distance: distance(wanted, plain($0))) }
        guard let best = ranked.min(by: { $0.distance < $1.distance }) else { return nil }
        return best.distance * 3 <= Swift.max(wanted.count, 3) ? best.candidate : nil
    }

    /// Letters and digits only, in lower case.
    static func plain(_ name: String) -> [Character] {
        Array(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// The fewest insertions, deletions, replacements and swaps of neighbours that make one out of the other.
    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        var rows = [Array(0...second.count)]
        for i in first.indices {
            var row = [i + 1]
            for j in second.indices {
                let replaced = rows[i][j] + (first[i] == second[j] ? 0 : 1)
                var least = Swift.min(rows[i][j + 1] + 1, row[j] + 1, replaced)
                if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
                    least = Swift.min(least, rows[i - 1][j - 1] + 1)
                }
                row.append(least)
            }
            rows.append(row)
        }
        return rows[first.count][second.count]
    }
}
