import ArgumentParser
import Reports

/// What `report` writes.
enum ReportFormat: String, CaseIterable, ExpressibleByArgument {
    case table
    case markdown
    case csv
    case json
    case html

    /// The same among the formats that are text alone; nil for a page.
    var text: StudyReport.Format? { StudyReport.Format(rawValue: rawValue) }
}

extension StudyReport.Format: ExpressibleByArgument {}
