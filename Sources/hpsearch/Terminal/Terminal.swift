import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where the command's text goes, and what that place can show.
enum Terminal {
    /// Whether a person watches standard error or output live.
    static func isTerminal(_ descriptor: Int32) -> Bool {
        isatty(descriptor) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether standard output may be coloured: on a terminal, and never with NO_COLOR.
    static var usesColor: Bool {
        isTerminal(STDOUT_FILENO) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
    }

    /// Columns of the terminal on `descriptor`; nil where there is none (a pipe, a file).
    static func width(_ descriptor: Int32 = STDOUT_FILENO) -> Int? {
        guard isTerminal(descriptor) else { return nil }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Rows of the terminal on `descriptor`.
    static func height(_ descriptor: Int32) -> Int {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0 else { return 24 }
        return Int(size.ws_row)
    }

    /// Writes a result to standard output, with a line end. A reader that has gone away (`| head`) ends the command
    /// quietly.
    static func write(_ text: String) { put(text.hasSuffix("\n") ? text : text + "\n", STDOUT_FILENO) }

    /// Writes an error or a notice to standard error, with a line end.
    static func writeError(_ text: String) { put(text.hasSuffix("\n") ? text : text + "\n", STDERR_FILENO) }

    /// Writes text as it is.
    static func put(_ text: String, _ descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written > 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EPIPE {
                Foundation.exit(0)
            } else if errno != EINTR && errno != EAGAIN {
                return
            }
        }
    }
}
