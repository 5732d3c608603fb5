import Foundation
import StudyCore

/// Comma-separated values as RFC 4180 has them: fields with commas, quotes or line breaks stand in quotes, quotes are
/// doubled, lines end with CR LF.
enum CSVText {
    static func line(_ fields: [String]) -> String { fields.map(field).joined(separator: ",") + "\r\n" }

    static func field(_ text: String) -> String {
        let needsQuotes = text.unicodeScalars.contains { [",", "\"", "\n", "\r"].contains($0) }
        guard needsQuotes || text.first == " " || text.last == " " else { return text }
        return "\"" + text.replacing("\"", with: "\"\"") + "\""
    }

    /// A number with all its digits; nothing where there is none or it is not finite.
    static func number(_ value: Double?) -> String {
        guard let value, value.isFinite else { return "" }
        return Node.number(value).json
    }

    /// A parameter's value; nothing where it is inactive.
    static func scalar(_ value: Scalar?) -> String { value?.text ?? "" }

    /// Titles for columns of several sources, each title once: a name that is taken gets its source before it.
    static func titles(_ fixed: [String], parameters: [String], metrics: [String]) -> (
        parameters: [String], metrics: [String]
    ) {
        var taken = Set(fixed)
        func title(_ name: String, _ source: String) -> String {
            var title = name
            while !taken.insert(title).inserted { title = "\(source).\(title)" }
            return title
        }
        return (parameters.map { title($0, "parameter") }, metrics.map { title($0, "metric") })
    }
}
