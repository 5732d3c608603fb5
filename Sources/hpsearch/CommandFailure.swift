import Foundation

/// The end of a command that could not do what it was asked for.
struct CommandFailure: Error {
    /// The exit codes of the contract.
    enum Code: Int32 {
        /// The study ended with failed trials, or a comparison failed.
        case failed = 1
        /// Usage, an invalid study file, an unknown data set or study.
        case usage = 2
        /// Stopped, and can be carried on with.
        case stopped = 3
        /// Storage or environment.
        case environment = 4
    }

    let code: Code
    /// One sentence a line; empty when everything has been said.
    let message: String

    init(_ code: Code, _ message: String = "") {
        self.code = code
        self.message = message
    }

    func exit() -> Never {
        if !message.isEmpty { Terminal.writeError(message.withoutControlCharacters) }
        Foundation.exit(code.rawValue)
    }
}
