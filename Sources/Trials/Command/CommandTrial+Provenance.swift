import Crypto
import Foundation
import StudyCore

extension CommandTrial {
    /// Larger files are not looked at: they are data rather than programs.
    private static let greatestFile = 256 << 20

    /// The program and the files that its command names, by their checksums.
    public func provenance(
        _ description: Node, environment: TrialEnvironment
    ) -> [(name: String, value: String)] {
        guard let specification = CommandSpecification(description, diagnostics: Diagnostics()),
            let program = try? specification.programFile(in: environment)
        else { return [] }
        var facts = [(name: "program", value: program)]
        if let checksum = Self.checksum(program) { facts.append((name: "program.sha256", value: checksum)) }
        var seen: Set<String> = [program]
        for word in specification.mentionedFiles {
            let path = absolutePath(word, in: specification.directory(in: environment))
            guard seen.insert(path).inserted, let checksum = Self.checksum(path) else { continue }
            facts.append((name: "\(word).sha256", value: checksum))
        }
        return facts
    }

    /// The SHA-256 of a regular file; nil where it is none, or is not here.
    private static func checksum(_ path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= greatestFile,
            let bytes = FileManager.default.contents(atPath: path)
        else { return nil }
        return SHA256.hash(data: bytes).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}

extension CommandSpecification {
    /// Words of the command that may be files.
    fileprivate var mentionedFiles: [String] {
        switch program {
        case .words(let words): Array(words.dropFirst())
        case .shell(let text):
            text.split { $0.isWhitespace || "\"'`;|&<>()$=".contains($0) }.map(String.init)
        }
    }
}
