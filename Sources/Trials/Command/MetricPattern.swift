import Foundation
import StudyCore

/// A metric's name and the text that holds its value.
struct MetricPattern {
    let name: String
    /// What the value counts, where the pattern's name says that it is a step and no metric.
    let stepUnit: StudyCore.Measurement.Unit?
    private let expression: NSRegularExpression
    /// The group that tells the step, where there is one.
    private let stepGroup: StudyCore.Measurement.Unit?
    /// Bytes that a line must hold for the pattern to fit; empty where nothing is certain.
    let needed: [UInt8]

    /// The compiler of regular expressions goes down without end.
    private static let greatestLength = 4096
    private static let greatestDepth = 100

    /// What was found in a line.
    struct Finding {
        /// Nil where what the pattern holds for the value is no number.
        let value: Double?
        let step: Step?
    }

    /// Reads an entry of `metrics`.
    init?(_ entry: Node.Entry, diagnostics: Diagnostics) {
        name = entry.key
        stepUnit = StudyCore.Measurement.Unit(rawValue: entry.key)
        guard let text = entry.value.text(named: entry.key, diagnostics: diagnostics) else { return nil }
        let position = entry.value.position
        guard !text.isEmpty else {
            diagnostics.report(
                "is empty", subject: entry.key, at: position,
                suggestion: "write a pattern with the group (?<value>…) for the number")
            return nil
        }
        guard text.utf8.count <= Self.greatestLength,
            text.count(where: { $0 == "(" || $0 == "[" }) <= Self.greatestDepth
        else {
            diagnostics.report(
                "the pattern is longer than \(Self.greatestLength) bytes, or holds more than \(Self.greatestDepth) brackets",
                subject: entry.key, at: position, suggestion: "look for less")
            return nil
        }
        let pattern = PatternText(text)
        guard let expression = try? NSRegularExpression(pattern: pattern.text) else {
            diagnostics.report(
                "the pattern '\(entry.value.excerpt)' is no regular expression (\(Self.reason(text)))",
                subject: entry.key, at: position)
            return nil
        }
        guard pattern.groups.contains("value") else {
            diagnostics.report(
                "the pattern '\(entry.value.excerpt)' has no group named value", subject: entry.key, at: position,
                suggestion: "put what holds the number in (?<value>…)")
            return nil
        }
        self.expression = expression
        stepGroup = StudyCore.Measurement.Unit.allCases.first { pattern.groups.contains($0.rawValue) }
        needed = Self.beginning(of: text)
    }

    /// Looks for the pattern in a line; the first place counts.
    /// - Parameter text: the line as text, made when it is needed.
    /// - Returns: nil where it does not fit, or where the watch has ended the search.
    /// - Throws: `SlowMatch` where searches take longer than they may.
    func find(
        in line: UnsafeRawBufferPointer, text: () -> String, _ watch: MatchWatch
    ) throws(SlowMatch) -> Finding? {
        guard needed.isEmpty || line.holds(needed) else { return nil }
        let text = text()
        guard let match = try PatternSearch(name, watch).firstMatch(of: expression, in: text) else { return nil }
        let step = stepGroup.flatMap { unit in
            match.group(unit.rawValue, in: text).flatMap { Int($0) }.map { Step(unit: unit, number: $0) }
        }
        return Finding(value: match.group("value", in: text).flatMap { Number.value(of: $0) }, step: step)
    }

    /// Why a pattern is no regular expression, in words: those of Swift's own reader, which the engine has none for.
    private static func reason(_ text: String) -> String {
        do {
            _ = try Regex(text)
        } catch {
            let words = "\(error)".split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
            if !words.isEmpty { return String(words.prefix(120)) }
        }
        return "not understood; put a backslash before what is meant literally"
    }

    /// The characters with which every match of a pattern begins, or that follow what it begins with when that is
    /// anything, as far as that is plain to see. So the lines that cannot match are passed over quickly: a program may
    /// write a gigabyte of them, and a pattern that begins with `.*` takes the square of a line's length to fail.
    static func beginning(of pattern: String) -> [UInt8] {
        guard !pattern.contains("|"), !pattern.hasPrefix("(?") else { return [] }
        var rest = Substring(pattern)
        for anything in ["^", ".*?", ".*", ".+?", ".+"] where rest.hasPrefix(anything) {
            rest.removeFirst(anything.count)
        }
        var letters: [Character] = []
        for character in rest {
            if "*?{".contains(character) {
                // What comes before it may be missing.
                if !letters.isEmpty { letters.removeLast() }
                break
            }
            guard character.isASCII, character.isLetter || character.isNumber || " _:=,-/\"'%<>@!~;".contains(character)
            else { break }
            letters.append(character)
        }
        return Array(String(letters).utf8)
    }
}

extension UnsafeRawBufferPointer {
    /// Whether these bytes stand somewhere in it.
    func holds(_ wanted: [UInt8]) -> Bool {
        guard let start = baseAddress, let first = wanted.first, count >= wanted.count else { return false }
        var offset = 0
        while offset <= count - wanted.count,
            let place = memchr(start + offset, Int32(first), count - wanted.count + 1 - offset)
        {
            let found = UnsafeRawPointer(place) - start
            if wanted.withUnsafeBytes({ memcmp(start + found, $0.baseAddress!, wanted.count) }) == 0 { return true }
            offset = found + 1
        }
        return false
    }
}
