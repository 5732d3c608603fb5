/// One thing that is wrong with a study file, where, and a way out.
public struct Diagnostic: Error, Hashable, Sendable {
    public let position: SourcePosition?
    /// The key, parameter or value it is about; shown in quotes before the message.
    public let subject: String?
    /// What is wrong, with the offending text: `low must be below high (got 0.1, 0.01)`.
    public let message: String
    /// What to do instead: `did you mean 'learning_rate'?`.
    public let suggestion: String?

    public init(_ message: String, subject: String? = nil, at position: SourcePosition?, suggestion: String? = nil) {
        self.message = message
        self.subject = subject
        self.position = position
        self.suggestion = suggestion
    }

    /// One line: `mnist.yaml:14:7: 'learning_rate': low must be below high (got 0.1, 0.01); …`. What came into it from the
    /// file is cut where nobody would read it to its end.
    public func rendered(file: String) -> String {
        let place = position.map { "\(file):\($0.line):\($0.column): " } ?? "\(file): "
        let about = subject.map { "'\(Self.cut($0, to: 100))': " } ?? ""
        let way = suggestion.map { "; \(Self.cut($0, to: 600))" } ?? ""
        return visiblyPrintable(place) + about + Self.cut(message, to: 600) + way
    }

    private static func cut(_ text: String, to length: Int) -> String {
        let shown = visiblyPrintable(String(text.unicodeScalars.prefix(length + 1)))
        return shown.unicodeScalars.count > length ? String(shown.unicodeScalars.prefix(length - 1)) + "…" : shown
    }
}

/// Collects what is wrong, so that all errors of a file are told at once; the same one twice counts once.
public final class Diagnostics {
    public private(set) var all: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []

    public init() {}

    public var isEmpty: Bool { all.isEmpty }

    public func report(_ diagnostic: Diagnostic) {
        if seen.insert(diagnostic).inserted { all.append(diagnostic) }
    }

    public func report(
        _ message: String, subject: String? = nil, at position: SourcePosition?, suggestion: String? = nil
    ) {
        report(Diagnostic(message, subject: subject, at: position, suggestion: suggestion))
    }

    /// Everything found, in the order of the file; what has no place in it comes last.
    public var inOrder: [Diagnostic] {
        all.enumerated().sorted { left, right in
            switch (left.element.position, right.element.position) {
            case (let first?, let second?) where first != second: first < second
            case (.some, nil): true
            case (nil, .some): false
            default: left.offset < right.offset
            }
        }.map(\.element)
    }
}
