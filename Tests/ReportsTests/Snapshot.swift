import Foundation
import Testing

/// Compares a text with the file of this name under `Snapshots`.
///
/// With `RECORD_SNAPSHOTS=1` the file is written anew. A text without a file is written and fails, so that somebody
/// looks at it before it is committed.
func expectSnapshot(_ text: String, named name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Snapshots/\(name)")
    let isRecording = ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1"
    let known = try? String(decoding: Data(contentsOf: file), as: UTF8.self)
    if isRecording || known == nil { try Data(text.utf8).write(to: file) }
    guard !isRecording else { return }
    guard let known else {
        Issue.record("snapshot \(name) is new: look at it, then run again", sourceLocation: sourceLocation)
        return
    }
    // Line by line, since a whole report is hard to compare in a message.
    let (lines, expected) = (
        text.split(separator: "\n", omittingEmptySubsequences: false),
        known.split(
            separator: "\n", omittingEmptySubsequences: false)
    )
    for (line, other) in zip(lines, expected) where line != other {
        #expect(line == other, "\(name); RECORD_SNAPSHOTS=1 writes it anew", sourceLocation: sourceLocation)
        return
    }
    #expect(Array(text.utf8) == Array(known.utf8), "\(name)", sourceLocation: sourceLocation)
}
