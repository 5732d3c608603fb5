import Foundation
import Reports

#if canImport(Glibc)
    import Glibc
#endif

/// Where a result goes: standard output, or a file that appears only when it is whole.
///
/// A link stays a link: the file it points to is replaced. What is no regular file (a device, a pipe) is written to as
/// it is.
final class ResultSink {
    private let path: String?
    private var target = ""
    /// Written first, then renamed to `target`; nil where `target` is written to directly.
    private var partial: String?
    private var descriptor = STDOUT_FILENO
    private var buffer: [UInt8] = []

    init(_ path: String?) throws {
        self.path = path
        guard let path else { return }
        target = path
        if let resolved = realpath(path, nil) {
            target = String(cString: resolved)
            free(resolved)
        }
        var status = stat()
        if stat(target, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
            descriptor = open(target, O_WRONLY | O_CLOEXEC)
        } else {
            let partial = target + ".partial-\(ProcessInfo.processInfo.processIdentifier)"
            self.partial = partial
            descriptor = open(partial, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        }
        guard descriptor >= 0 else { throw failure() }
    }

    deinit {
        // A command that failed leaves nothing half-done behind.
        if path != nil, descriptor >= 0 { Glibc.close(descriptor) }
        if let partial { unlink(partial) }
    }

    func write(_ text: String) throws { try write(text.utf8) }

    func write(_ bytes: some Sequence<UInt8>) throws {
        buffer += bytes
        if buffer.count > 1 << 16 { try flush() }
    }

    private func flush() throws {
        if path == nil {
            try Terminal.put(buffer, to: descriptor)
        } else if let code = Terminal.writeAll(buffer, descriptor) {
            throw failure(code)
        }
        buffer = []
    }

    func close() throws {
        try flush()
        guard let partial else { return }
        guard rename(partial, target) == 0 else { throw failure() }
        self.partial = nil
    }

    private func failure(_ code: Int32 = errno) -> CommandFailure {
        CommandFailure(
            .environment, "hpsearch: '\(path ?? "")' cannot be written (\(String(cString: strerror(code))))")
    }
}

extension Terminal {
    /// How text for a person is laid out here: the terminal's width and colours, or plain.
    static var style: TextStyle {
        TextStyle(width: width() ?? 160, isColoured: usesColor, drawsCurves: canDraw(STDOUT_FILENO))
    }

    /// Writes a result to a file, or to standard output.
    static func deliver(_ text: String, to path: String?) throws {
        let sink = try ResultSink(path)
        // By bytes: CR LF, with which CSV ends its lines, is one character and not a line feed.
        try sink.write(text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n")
        try sink.close()
    }
}
