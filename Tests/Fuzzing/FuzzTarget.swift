/// A reader of the tool's that takes what others wrote, and what must hold whatever it is given.
public protocol FuzzTarget: Sendable {
    /// As it is named on the command line of `Fuzz`, and as the folder of its corpus.
    var name: String { get }
    /// Words and signs of the format.
    var words: [String] { get }
    /// Has the reader read the input.
    func probe(_ input: [UInt8]) -> FuzzOutcome
}

/// What a reader made of an input.
public struct FuzzOutcome: Sendable {
    /// Whether the input was taken; else it was refused.
    public var isAccepted = false
    /// What the reader should not have done, a sentence each; empty where all is well.
    public var complaints: [String] = []

    public init(isAccepted: Bool = false, complaints: [String] = []) {
        self.isAccepted = isAccepted
        self.complaints = complaints
    }

    /// Joins what another reading of the same input gave.
    mutating func join(_ other: FuzzOutcome) {
        isAccepted = isAccepted || other.isAccepted
        complaints += other.complaints
    }
}

/// All of them.
public let fuzzTargets: [any FuzzTarget] = [
    StudyTarget(), ExpressionTarget(), TableTarget(), IDXTarget(), CommandLineTarget(), ReportLineTarget(),
]
