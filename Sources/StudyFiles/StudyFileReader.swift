import Foundation
import StudyCore

/// Reads study files.
///
/// Everything that is wrong with a file is told at once, with line and column; only what is no YAML, and a key that
/// stands twice, ends the reading at its first place.
public struct StudyFileReader: Sendable {
    /// Larger files are refused, and need not be read further.
    public static let greatestByteCount = SourceText.greatestByteCount

    let kinds: [any TrialKind]
    let methods: [SearchMethod]
    let pruners: [PruningMethod]

    /// - Parameters:
    ///   - kinds: the kinds of trials there are.
    ///   - methods: the search methods there are.
    ///   - pruners: the rules there are by which runs are ended early.
    public init(kinds: [any TrialKind], methods: [SearchMethod], pruners: [PruningMethod] = []) {
        self.kinds = kinds
        self.methods = methods
        self.pruners = pruners
    }

    /// Reads a study from a text.
    /// - Parameters:
    ///   - file: the file's name, for messages.
    ///   - name: the study's name where the file gives none; by default the file's name without its ending.
    ///   - environment: where inputs are found; its directory becomes the study's.
    public func read(
        text: String, file: String, name: String? = nil, environment: TrialEnvironment
    ) throws(StudyFileError) -> Study {
        try read(bytes: Array(text.utf8), file: file, name: name, environment: environment)
    }

    /// Reads a study from a file's bytes.
    public func read(
        bytes: [UInt8], file: String, name: String? = nil, environment: TrialEnvironment
    ) throws(StudyFileError) -> Study {
        let diagnostics = Diagnostics()
        do throws(Diagnostic) {
            let source = try SourceText(bytes)
            let root = try YAMLReader.read(source)
            let reading = StudyReading(
                source: source, kinds: kinds, methods: methods, pruners: pruners, environment: environment,
                diagnostics: diagnostics)
            let fallback = name ?? URL(fileURLWithPath: file).deletingPathExtension().lastPathComponent
            if let study = reading.study(root, name: fallback) { return study }
        } catch {
            diagnostics.report(error)
        }
        throw StudyFileError(file: file, diagnostics: diagnostics.inOrder)
    }
}
