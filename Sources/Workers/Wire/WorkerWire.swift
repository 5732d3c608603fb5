import StudyCore

/// The protocol between the scheduler and its workers: one JSON object a line, described in
/// `docs/worker-protocol.md`.
public enum WorkerWire {
    /// Told in `hello`; a worker of another version is not understood.
    public static let version = 1
    /// A line with more bytes than this is not read to its end.
    public static let longestLine = 8 << 20

    /// One line, ended by a line feed.
    public static func line(_ command: WorkerCommand) -> [UInt8] { bytes(command.node) }
    /// One line, ended by a line feed.
    public static func line(_ report: WorkerReport) -> [UInt8] { bytes(report.node) }

    /// Reads a line without its line feed.
    public static func command(from line: [UInt8]) throws(WireError) -> WorkerCommand {
        try WorkerCommand(fields: fields(of: line))
    }

    /// Reads a line without its line feed.
    public static func report(from line: [UInt8]) throws(WireError) -> WorkerReport {
        try WorkerReport(fields: fields(of: line))
    }

    /// The beginning of a line that was not understood, fit to stand in a sentence.
    public static func excerpt(of line: some Collection<UInt8>) -> String {
        let text = String(decoding: line.prefix(120), as: UTF8.self)
        let shown = String(
            text.map { $0.isNewline || $0.asciiValue.map { $0 < 0x20 || $0 == 0x7F } == true ? "·" : $0 })
        return line.count > 120 ? shown + "…" : shown
    }

    private static func bytes(_ node: Node) -> [UInt8] {
        var line = node.jsonBytes
        line.append(UInt8(ascii: "\n"))
        return line
    }

    private static func fields(of line: [UInt8]) throws(WireError) -> WireFields {
        guard line.first == UInt8(ascii: "{") else { throw .unknownMessage }
        do {
            return try WireFields(Node(json: line))
        } catch let error as JSONSyntaxError {
            throw .notJSON(error.description)
        } catch {
            throw .unknownMessage
        }
    }
}
