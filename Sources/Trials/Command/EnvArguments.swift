/// What `env` runs, by its arguments.
enum EnvArguments {
    /// Whether a program's name means `env`.
    static func belong(to name: String) -> Bool { name == "env" || name.hasSuffix("/env") }

    /// - Returns: nil where no program is named, or where options or variables have a say in where it is looked for.
    static func program(_ arguments: some Sequence<String>) -> String? {
        var rest = arguments.makeIterator()
        while let argument = rest.next() {
            if argument == "-u" || argument == "--unset" {
                guard let name = rest.next(), name != "PATH" else { return nil }
            } else if argument.hasPrefix("--unset=") {
                guard argument != "--unset=PATH" else { return nil }
            } else if argument.isEmpty || argument.hasPrefix("-") || argument.hasPrefix("PATH=") {
                return nil
            } else if !argument.contains("=") {
                return argument
            }
        }
        return nil
    }

    /// The same of what follows `env` in a script's first line, which reaches it as one argument on some systems and as
    /// several on others.
    static func program(inFirstLine words: [String]) -> String? {
        if words.first == "-S" {
            return words.contains { $0.contains { "'\"\\$#".contains($0) } } ? nil : program(words.dropFirst())
        }
        return program(words.prefix(1))
    }
}
