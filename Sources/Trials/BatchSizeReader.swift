import Networks
import StudyCore

/// Reads `batch_size: 32`, `batch_size: full`.
enum BatchSizeReader {
    static func read(_ node: Node, _ diagnostics: Diagnostics) -> BatchSize? {
        if node.textValue == "full" { return .full }
        if node.textValue != nil {
            diagnostics.report(
                "must be a whole number of at least 1, or full (got \(node.described))", subject: "batch_size",
                at: node.position)
            return nil
        }
        return node.integer(named: "batch_size", in: 1...Int.max, diagnostics: diagnostics).map { .rows($0) }
    }
}
