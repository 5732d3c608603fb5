import StudyCore

/// Everything that is wrong with a study file.
public struct StudyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file's name, as in messages.
    public let file: String
    /// In the order of the file; never empty.
    public let diagnostics: [Diagnostic]

    public init(file: String, diagnostics: [Diagnostic]) {
        self.file = file
        self.diagnostics = diagnostics
    }

    /// One sentence each: `mnist.yaml:14:7: 'learning_rate': low must be below high (got 0.1, 0.01); …`.
    public var sentences: [String] { diagnostics.map { $0.rendered(file: file) } }

    /// The sentences, one a line; of very many the rest is counted.
    public var description: String {
        let rest = diagnostics.count - Self.greatestShown
        guard rest > Self.greatestShown / 10 else { return sentences.joined(separator: "\n") }
        let shown = diagnostics.prefix(Self.greatestShown).map { $0.rendered(file: file) }
        return (shown + ["\(file): \(rest) more mistakes are not shown; mend these first"]).joined(separator: "\n")
    }

    private static let greatestShown = 100
}
