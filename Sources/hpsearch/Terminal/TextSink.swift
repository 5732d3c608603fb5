import Foundation
import Reports

/// Where a result goes: standard output, or a file that appears only when it is whole.
final class TextSink {
    private let path: String?
    private let partial: String
    private let handle: FileHandle?
    private var buffer = ""

    init(_ path: String?) throws {
        self.path = path
        partial = (path ?? "") + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
        guard path != nil else {
            handle = nil
            return
        }
        guard FileManager.default.createFile(atPath: partial, contents: nil),
            let handle = FileHandle(forWritingAtPath: partial)
        else { throw Self.failure(path ?? "") }
        self.handle = handle
    }

    func write(_ text: String) throws {
        buffer += text
        if buffer.utf8.count > 1 << 16 { try flush() }
    }

    private func flush() throws {
        if let handle {
            do { try handle.write(contentsOf: Data(buffer.utf8)) } catch {
                try? FileManager.default.removeItem(atPath: partial)
                throw Self.failure(path ?? "")
            }
        } else {
            try Terminal.put(buffer, to: STDOUT_FILENO)
        }
        buffer = ""
    }

    deinit {
        // A command that failed leaves nothing half-done behind.
        if handle != nil { unlink(partial) }
    }

    func close() throws {
        try flush()
        guard let handle, let path else { return }
        try? handle.close()
        guard rename(partial, path) == 0 else {
            try? FileManager.default.removeItem(atPath: partial)
            throw Self.failure(path)
        }
    }

    private static func failure(_ path: String) -> CommandFailure {
        CommandFailure(.environment, "hpsearch: cannot write '\(path)' (\(String(cString: strerror(errno))))")
    }
}

extension Terminal {
    /// How text for a person is laid out here: the terminal's width and colours, or plain.
    static var style: TextStyle { TextStyle(width: width() ?? 160, isColoured: usesColor) }

    /// Writes a result to a file, or to standard output.
    static func deliver(_ text: String, to path: String?) throws {
        let sink = try TextSink(path)
        try sink.write(text.hasSuffix("\n") ? text : text + "\n")
        try sink.close()
    }
}
