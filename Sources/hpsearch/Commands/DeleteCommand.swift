import ArgumentParser
import Foundation
import Store

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Deletes a study with everything recorded about it, after asking.",
        discussion: """
            Examples:
              hpsearch delete mnist-grid
              hpsearch delete mnist-grid@1 --yes
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forWriting()
            let study = try store.find(name)
            if !yes {
                guard Terminal.isTerminal(STDIN_FILENO) else {
                    throw CommandFailure(
                        .usage, "hpsearch: nobody is there to be asked; to delete '\(study.name)' say --yes")
                }
                let runs = try store.list().first { $0.name == study.name }?.runs.values.reduce(0, +) ?? 0
                Terminal.put(
                    "Delete '\(study.name.withoutControlCharacters)' with its \(runs) runs? [y/N] ", STDERR_FILENO)
                guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
                    throw CommandFailure(.usage, "hpsearch: nothing was deleted")
                }
            }
            try store.delete(study)
            Terminal.write("deleted '\(study.name.withoutControlCharacters)'")
        }
    }
}

extension String {
    /// The text as one word of a shell.
    var shellQuoted: String {
        let safe =
            !isEmpty
            && unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789-_./@".unicodeScalars.contains($0))
            }
        return safe ? self : "'" + replacingOccurrences(of: "'", with: "'\\''") + "'"
    }
}
