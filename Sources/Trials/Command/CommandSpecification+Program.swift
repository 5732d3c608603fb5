import Foundation
import StudyCore

extension CommandSpecification {
    /// Where the program runs, as an absolute path.
    func directory(in environment: TrialEnvironment) -> String {
        let base = absolutePath(environment.directory, in: FileManager.default.currentDirectoryPath)
        return workingDirectory.map { absolutePath($0, in: base) } ?? base
    }

    /// The program's file.
    /// - Throws: `MissingInput` where it, or the directory it is to run in, is not there.
    func programFile(in environment: TrialEnvironment) throws(MissingInput) -> String {
        let directory = directory(in: environment)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw MissingInput(CommandSentences.directoryMissing(directory), at: directoryPosition)
        }
        switch program {
        case .shell: return ProgramFile.shell
        case .words(let words):
            return try ProgramFile.find(words[0], in: directory, path: searchPath, at: programPosition)
        }
    }

    /// Looks for the program that `env` is to run, where the description has it do so and it is certain which that is.
    /// - Throws: `MissingInput` where it is not there.
    func checkProgramOfEnv(in environment: TrialEnvironment) throws(MissingInput) {
        guard case .words(let words) = program, EnvArguments.belong(to: words[0]),
            let name = EnvArguments.program(words.dropFirst()),
            let missing = ProgramFile.missing(name, in: directory(in: environment), path: searchPath)
        else { return }
        throw MissingInput(missing, at: programPosition)
    }

    /// Looks for the program that a shell's text names first, where it is certain which that is.
    /// - Returns: a warning where it is not there, but the shell may go on without it.
    /// - Throws: `MissingInput` where it is not there and nothing runs without it.
    func checkFirstCommand(
        _ command: ShellCommand, in environment: TrialEnvironment
    ) throws(MissingInput) -> [InputWarning] {
        let directory = directory(in: environment)
        guard let name = command.firstWord,
            let missing = ProgramFile.missing(name, in: directory, path: searchPath),
            // What is named by its path is no word of the shell's.
            name.contains("/") || !ProgramFile.isKnownToShell(name, variables: self.environment, in: directory)
        else { return [] }
        guard command.isAlone else {
            return [InputWarning(CommandSentences.shellGoesOn(missing), at: programPosition)]
        }
        throw MissingInput(missing, at: programPosition)
    }

    /// The program's own `PATH`.
    private var searchPath: String {
        environment.last { $0.name == "PATH" }?.value ?? ProcessInfo.processInfo.environment["PATH"]
            ?? "/usr/local/bin:/usr/bin:/bin"
    }

    /// Without the program's name.
    var arguments: [String] {
        switch program {
        case .shell(let text): ["-c", text]
        case .words(let words): Array(words.dropFirst())
        }
    }

    /// As it could be typed.
    var commandText: String {
        switch program {
        case .shell(let text): text
        case .words(let words): words.map(ShellText.quoted).joined(separator: " ")
        }
    }
}
