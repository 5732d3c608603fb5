import Foundation
import Processes
import StudyCore

/// Finds the file that a program's name means.
enum ProgramFile {
    static let shell = "/bin/sh"

    /// The program's path, as `execvp` would find it from the working directory.
    /// - Throws: `MissingInput` where it is not there or may not be executed.
    /// - Parameter position: where the study file names it.
    static func find(
        _ name: String, in directory: String, path: String, at position: SourcePosition? = nil
    ) throws(MissingInput) -> String {
        do throws(Unusable) {
            return try find(name, directory, path)
        } catch {
            throw MissingInput(error.sentence, at: position)
        }
    }

    /// Why a shell would not find a program of this name either; nil where it would find one.
    static func missing(_ name: String, in directory: String, path: String) -> String? {
        do throws(Unusable) {
            _ = try find(name, directory, path)
            return nil
        } catch {
            // A shell reads a text by itself.
            return error.isReadByShells ? nil : error.sentence
        }
    }

    /// Whether the shell itself knows a name: as one of its own commands, a word of its language, or a function that the
    /// environment brings along.
    /// - Parameter variables: set beside those of this process.
    static func isKnownToShell(
        _ name: String, variables: [(name: String, value: String)], in directory: String
    ) -> Bool {
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in variables { environment[name] = value }
        let launch = ProcessLaunch(
            path: shell, arguments: ["-c", "command -v \"$1\" >/dev/null 2>&1", "sh", name], environment: environment,
            directory: directory, standing: .group, hasInput: false)
        // Where no shell can be asked, nothing is certain.
        guard let process = try? SpawnedProcess.start(launch) else { return true }
        close(process.output)
        close(process.errors)
        var status: Int32 = 0
        while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
        return status == 0
    }

    private struct Unusable: Error {
        let sentence: String
        var isReadByShells = false
    }

    private static func find(_ name: String, _ directory: String, _ path: String) throws(Unusable) -> String {
        if name.contains("/") {
            let file = files(of: name, directory, path)[0]
            switch standing(file) {
            case .program:
                try checkBeginning(file, name, directory, path)
                return file
            case .directory: throw Unusable(sentence: CommandSentences.programIsDirectory(name))
            case .notExecutable: throw Unusable(sentence: CommandSentences.programNotExecutable(name))
            case .missing: throw Unusable(sentence: CommandSentences.programMissing(name))
            }
        }
        var found: String?
        for file in files(of: name, directory, path) {
            switch standing(file) {
            case .program:
                try checkBeginning(file, file, directory, path)
                return file
            case .notExecutable: found = found ?? file
            case .directory, .missing: continue
            }
        }
        if let found { throw Unusable(sentence: CommandSentences.programNotExecutable(found)) }
        throw Unusable(sentence: CommandSentences.programMissing(name))
    }

    private enum Standing {
        case program
        case directory
        case notExecutable
        case missing
    }

    /// Refuses text without a first line that says who reads it, and text whose reader is not there. What kinds of other
    /// files may be executed is the system's to know.
    private static func checkBeginning(
        _ path: String, _ name: String, _ directory: String, _ searchPath: String
    ) throws(Unusable) {
        guard let beginning = withFile(path, { Array($0.prefix(512)) }) else { return }
        guard beginning.starts(with: "#!".utf8) else {
            let isText = beginning.prefix(256).allSatisfy {
                $0 >= 0x20 && $0 < 0x7F || [0x09, 0x0A, 0x0D].contains($0)
            }
            if isText { throw Unusable(sentence: CommandSentences.noProgram(name), isReadByShells: true) }
            return
        }
        let line = String(decoding: beginning.dropFirst(2).prefix { $0 != 0x0A }, as: UTF8.self)
        let words = line.split { " \t\r".contains($0) }.map(String.init)
        let interpreter = words.first ?? ""
        if interpreter.hasPrefix("/"), access(interpreter, F_OK) != 0 {
            throw Unusable(sentence: CommandSentences.interpreterMissing(name, interpreter))
        }
        guard EnvArguments.belong(to: interpreter),
            let named = EnvArguments.program(inFirstLine: Array(words.dropFirst())),
            !files(of: named, directory, searchPath).contains(where: { standing($0) == .program })
        else { return }
        throw Unusable(sentence: CommandSentences.interpreterMissing(name, named))
    }

    /// The files that a program's name may mean, in the order in which they are looked for.
    private static func files(of name: String, _ directory: String, _ path: String) -> [String] {
        if name.contains("/") { return [absolutePath(name, in: directory)] }
        return path.split(separator: ":", omittingEmptySubsequences: false).map {
            absolutePath(name, in: $0.isEmpty ? directory : absolutePath(String($0), in: directory))
        }
    }

    private static func standing(_ path: String) -> Standing {
        var status = stat()
        guard stat(path, &status) == 0 else { return .missing }
        if status.st_mode & S_IFMT == S_IFDIR { return .directory }
        return access(path, X_OK) == 0 ? .program : .notExecutable
    }
}
