/// Where a run tells what happens line by line, for somebody who sets a study up.
public struct CommandTrace: Sendable {
    public enum Event: Sendable {
        /// The program is about to start: its path, its arguments and where it runs.
        case started(program: String, arguments: [String], directory: String, runDirectory: String)
        /// A line, from standard error or standard output, and what it was taken for; nil for nothing.
        case line(String, isError: Bool, takenFor: String?)
        /// What metrics were read from at the program's end, in words: the last line, or a file.
        case source(String)
        /// More lines came than are told.
        case moreLines
        /// The program has ended, in words that follow "the program": `ended with exit status 0`.
        case ended(String, seconds: Double)
    }

    let tell: @Sendable (Event) -> Void

    public init(_ tell: @escaping @Sendable (Event) -> Void) { self.tell = tell }
}
