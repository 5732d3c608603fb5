import Foundation
import Processes
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
            case .program:
                try checkBeginning(file, name)
                return file
            case .directory: throw MissingInput(CommandSentences.programIsDirectory(name))
            case .notExecutable: throw MissingInput(CommandSentences.programNotExecutable(name))
            case .missing: throw MissingInput(CommandSentences.programMissing(name))
            }
        }
        var found: String?
        for folder in path.split(separator: ":", omittingEmptySubsequences: false) {
            let file = absolutePath(name, in: folder.isEmpty ? directory : absolutePath(String(folder), in: directory))
            switch standing(file) {
            case .program:
                try checkBeginning(file, file)
                return file
            case .notExecutable: found = found ?? file
            case .directory, .missing: continue
            }
        }
        if let found { throw MissingInput(CommandSentences.programNotExecutable(found)) }
        throw MissingInput(CommandSentences.programMissing(name))
    }

    private enum Standing {
        case program
        case directory
        case notExecutable
        case missing
    }

    /// Refuses text without a first line that says who reads it, and text whose reader is not there. What kinds of other
    /// files may be executed is the system's to know.
    private static func checkBeginning(_ path: String, _ name: String) throws(MissingInput) {
        guard let beginning = withFile(path, { Array($0.prefix(512)) }) else { return }
        guard beginning.starts(with: "#!".utf8) else {
            let isText = beginning.prefix(256).allSatisfy {
                $0 >= 0x20 && $0 < 0x7F || [0x09, 0x0A, 0x0D].contains($0)
            }
            if isText { throw MissingInput(CommandSentences.noProgram(name)) }
            return
        }
        let line = String(decoding: beginning.dropFirst(2).prefix { $0 != 0x0A }, as: UTF8.self)
        let interpreter = line.split { $0 == " " || $0 == "\t" }.first.map(String.init) ?? ""
        if interpreter.hasPrefix("/"), access(interpreter, F_OK) != 0 {
            throw MissingInput(CommandSentences.interpreterMissing(name, interpreter))
        }
    }

    private static func standing(_ path: String) -> Standing {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        if status.st_mode & S_IFMT == S_IFDIR { return .directory }
        return access(path, X_OK) == 0 ? .program : .notExecutable
    }
}
