import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Where the command's text goes, and what that place can show.
enum Terminal {
    /// Whether a descriptor is a terminal, of whatever kind.
    static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

    /// Whether a descriptor is a terminal that can draw in place and in colour.
    static func canDraw(_ descriptor: Int32) -> Bool {
        isTerminal(descriptor) && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    /// Whether standard output may be coloured: on a terminal, and never with NO_COLOR.
    static var usesColor: Bool {
        canDraw(STDOUT_FILENO) && (ProcessInfo.processInfo.environment["NO_COLOR"] ?? "").isEmpty
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

    /// Writes a result to standard output, with a line end.
    /// - Throws: `CommandFailure` where it cannot be written, for example on a full disk. A reader that has gone away
    ///   (`| head`) is no failure: what it does not want is dropped.
    static func write(_ text: String) throws {
        try put(text.hasSuffix("\n") ? text : text + "\n", to: STDOUT_FILENO)
    }

    /// Writes text as it is to a descriptor.
    static func put(_ text: String, to descriptor: Int32) throws { try put(Array(text.utf8), to: descriptor) }

    /// Writes bytes to a descriptor. A reader that has gone away is no failure.
    static func put(_ bytes: [UInt8], to descriptor: Int32) throws {
        guard let code = writeAll(bytes, descriptor), code != EPIPE else { return }
        throw CommandFailure(
            .environment, "hpsearch: the result cannot be written (\(String(cString: strerror(code))))")
    }

    /// Writes an error or a notice to standard error, with a line end. Where nobody can be told, nothing happens.
    static func writeError(_ text: String) { show(text.hasSuffix("\n") ? text : text + "\n") }

    /// Writes text as it is to standard error.
    static func show(_ text: String) { _ = writeAll(Array(text.utf8), STDERR_FILENO) }

    /// Writes everything, or returns the error number with which writing failed.
    static func writeAll(_ bytes: [UInt8], _ descriptor: Int32) -> Int32? {
        var bytes = bytes[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written >= 0 {
                bytes = bytes.dropFirst(written)
            } else if errno == EAGAIN {
                var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&waiting, 1, 1000)
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }
}
