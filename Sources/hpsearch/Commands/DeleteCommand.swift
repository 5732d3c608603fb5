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
                Terminal.show(
                    "Delete '\(study.name.withoutControlCharacters)' with its \(runs) runs? [y/N] ")
                guard let answer = readLine()?.lowercased(), answer == "y" || answer == "yes" else {
                    throw CommandFailure(.usage, "hpsearch: nothing was deleted")
                }
            }
            try store.delete(study)
            try Terminal.write("deleted '\(study.name.withoutControlCharacters)'")
        }
    }
}
