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

    public var description: String { sentences.joined(separator: "\n") }
}
