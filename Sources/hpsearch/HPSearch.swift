import ArgumentParser

@main
struct HPSearch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "hpsearch")
}
