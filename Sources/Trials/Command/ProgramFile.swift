import Foundation
import StudyCore

/// Finds the file that a program's name means.
enum ProgramFile {
    static let shell = "/bin/sh"

    /// The program's path, as `execvp` would find it from the working directory.
    /// - Throws: `MissingInput` where it is not there or may not be executed.
    static func find(_ name: String, in directory: String, path: String) throws(MissingInput) -> String {
        if name.contains("/") {
            let file = absolutePath(name, in: directory)
            switch standing(file) {
            case .program: return file
            case .directory: throw MissingInput(CommandSentences.programIsDirectory(name))
            case .notExecutable: throw MissingInput(CommandSentences.programNotExecutable(name))
            case .missing: throw MissingInput(CommandSentences.programMissing(name, path: path))
            }
        }
        var found: String?
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let file = absolutePath(name, in: folder.isEmpty ? directory : absolutePath(String(folder), in: directory))
            switch standing(file) {
            case .program: return file
            case .notExecutable: found = found ?? file
            case .directory, .missing: continue
            }
        }
        if let found { throw MissingInput(CommandSentences.programNotExecutable(found)) }
        throw MissingInput(CommandSentences.programMissing(name, path: path))
    }

    private enum Standing {
        case program
        case directory
        case notExecutable
        case missing
    }

    private static func standing(_ path: String) -> Standing {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        if status.st_mode & S_IFMT == S_IFDIR { return .directory }
        return access(path, X_OK) == 0 ? .program : .notExecutable
    }
}
