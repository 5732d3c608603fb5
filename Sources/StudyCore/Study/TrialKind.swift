/// Where data sets and other inputs of a trial are found, and what it may take.
public struct TrialEnvironment: Hashable, Sendable {
    /// The study file's directory.
    public let directory: String
    /// A directory searched for data sets before all others (`--data-dir`).
    public let dataDirectory: String?
    /// For one run; nil where there is no limit.
    public let memoryLimit: MemoryLimit?

    public init(directory: String, dataDirectory: String? = nil, memoryLimit: MemoryLimit?) {
        self.directory = directory
        self.dataDirectory = dataDirectory
        self.memoryLimit = memoryLimit
    }

    /// - Parameter memory: bytes for one run (`limits.memory`).
    public init(directory: String, dataDirectory: String? = nil, memory: Int? = nil) {
        self.init(
            directory: directory, dataDirectory: dataDirectory, memoryLimit: memory.map { MemoryLimit(bytes: $0) })
    }

    /// Bytes of memory for one run; nil where there is no limit.
    public var memory: Int? { memoryLimit?.bytes }

    /// The same with another limit of memory.
    public func limited(to limit: MemoryLimit?) -> TrialEnvironment {
        TrialEnvironment(directory: directory, dataDirectory: dataDirectory, memoryLimit: limit)
    }
}

/// Something a trial needs from its surroundings and does not find: exit code 4, not an error of the file.
public struct MissingInput: Error, Hashable, Sendable {
    /// One sentence with the way out.
    public let sentence: String
    /// Where the study file asks for it; nil where nobody knows, as in a worker.
    public let position: SourcePosition?

    public init(_ sentence: String, at position: SourcePosition? = nil) {
        self.sentence = sentence
        self.position = position
    }
}

/// What a trial finds in its surroundings that may not be as it was meant, but keeps nothing from running.
public struct InputWarning: Hashable, Sendable {
    /// One sentence.
    public let sentence: String
    /// What in the study file it is about; nil where that is no one place.
    public let position: SourcePosition?

    public init(_ sentence: String, at position: SourcePosition? = nil) {
        self.sentence = sentence
        self.position = position
    }
}

/// One kind of trial: how its description is read and checked, and how a run of it is carried out.
public protocol TrialKind: Sendable {
    /// The key under `trial:`.
    var name: String { get }
    /// The objective where the file names none; nil where it must name one.
    var defaultObjective: Objective? { get }
    var substitution: SubstitutionRules { get }
    /// The metrics a run will report, where the kind knows them; nil where any name may come. A metric outside of it
    /// cannot be an objective.
    func metricNames(for description: Node) -> [String]?

    /// The names of what a run measures on its way, as they stand in its curve, where the kind knows them; nil where any name may
    /// come.
    func measuredNames(for description: Node) -> [String]?

    /// Reports everything that is wrong with a description in which all references have been replaced. Reads no large
    /// data: what needs the data itself is checked by `checkInputs`.
    func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics)

    /// The same for a kind that binds references inside longer texts by itself (`SubstitutionRules.Embedded.kept`): these
    /// stand for the values of the configuration.
    func check(
        _ description: Node, configuration: Configuration, environment: TrialEnvironment, diagnostics: Diagnostics)

    /// Makes sure that what a run needs is there and fits the description, by looking at it.
    /// - Returns: what may not be as it was meant.
    /// - Throws: `MissingInput` when something is not there.
    func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning]

    /// Facts about a checked description for `plan`, for example the parameter count: pairs of title and text.
    func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)]

    /// The same for all trials of a study at once: facts about the first description, with how far they go over the others.
    func facts(_ descriptions: [Node], environment: TrialEnvironment) -> [(title: String, text: String)]

    /// The description with relative paths made absolute, so that it means the same from any directory.
    func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node

    /// Where those texts of a description stand in the study file that a failure of a run may speak of, by names that the
    /// kind knows them by; a worker is told no other positions.
    func positions(in description: Node) -> [String: SourcePosition]

    /// How many steps a run of a checked description has, where that is known beforehand.
    func stepsPerRun(_ description: Node) -> Int?

    /// Carries out one run, in a worker process, on the calling thread, and reports as it goes.
    /// - Throws: `RunFailure`; anything else counts as an internal error.
    func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult

    /// How many bytes a run of a checked description will take at most, as far as the kind can tell before it runs; nil
    /// where it cannot.
    func memoryNeeded(_ description: Node, environment: TrialEnvironment) -> Int?

    /// What the results depend on beside the study: versions, checksums of data, the processor's kernels.
    func provenance(_ description: Node, environment: TrialEnvironment) -> [(name: String, value: String)]
}

extension TrialKind {
    public func check(
        _ description: Node, configuration: Configuration, environment: TrialEnvironment, diagnostics: Diagnostics
    ) {
        check(description, environment: environment, diagnostics: diagnostics)
    }

    /// For kinds that have nothing to say of the range.
    public func facts(_ descriptions: [Node], environment: TrialEnvironment) -> [(title: String, text: String)] {
        descriptions.first.map { facts($0, environment: environment) } ?? []
    }

    /// For kinds that do not know.
    public func measuredNames(for description: Node) -> [String]? { nil }

    /// For kinds whose runs' failures speak of no text in the file.
    public func positions(in description: Node) -> [String: SourcePosition] { [:] }

    /// For kinds that cannot tell.
    public func memoryNeeded(_ description: Node, environment: TrialEnvironment) -> Int? { nil }

    /// For kinds whose descriptions hold no paths.
    public func resolvingPaths(_ description: Node, environment: TrialEnvironment) -> Node { description }
}

/// One run to be carried out.
public struct RunRequest: Hashable, Sendable {
    public let study: String
    public let key: RunKey
    public let attempt: Int
    public let kind: String
    /// The trial's description with all references replaced.
    public let description: Node
    public let configuration: Configuration
    /// The run's seed: `repeatSeed` of the study's seed and the repeat.
    public let seed: UInt64
    public let objective: Objective
    public let environment: TrialEnvironment
    /// What the run may use of the machine beside the memory of `environment`.
    public let share: RunShare
    /// Where the run may keep files on the worker's host; nil where it is to keep none.
    public let files: RunFiles?
    /// Whether the run waits after each measurement to be told whether to go on.
    public let awaitsAdvice: Bool
    /// `TrialKind.positions` of the description.
    public let positions: [String: SourcePosition]

    public init(
        study: String, key: RunKey, attempt: Int, kind: String, description: Node, configuration: Configuration,
        seed: UInt64, objective: Objective, environment: TrialEnvironment, share: RunShare = RunShare(),
        files: RunFiles? = nil, awaitsAdvice: Bool = false, positions: [String: SourcePosition] = [:]
    ) {
        self.study = study
        self.key = key
        self.attempt = attempt
        self.kind = kind
        self.description = description
        self.configuration = configuration
        self.seed = seed
        self.objective = objective
        self.environment = environment
        self.share = share
        self.files = files
        self.awaitsAdvice = awaitsAdvice
        self.positions = positions
    }
}

/// The other side of a run: takes its measurements and may ask it to stop.
public protocol RunMonitor: Sendable {
    /// Whether the run should end as soon as it can; what it returns then is dropped.
    var isCancelled: Bool { get }
    /// Whether the run has been told to end early, in order: it stops its work and returns what it has found so far as a result
    /// that is `pruned`. Asked after each measurement, and by kinds that have to end something else at any time.
    var isStopped: Bool { get }
    /// Takes a measurement. Where the request awaits advice it returns once that is there. After a stop nothing is taken any more.
    func record(_ measurement: Measurement)
    /// Drops what has been recorded: the run tells its curve anew, from any step on.
    func restart()
    /// Takes word of something that a person who watches should know.
    func notice(_ notice: RunNotice)
}

extension RunMonitor {
    /// For monitors that stop nothing.
    public var isStopped: Bool { false }

    /// For monitors that keep nothing.
    public func restart() {}

    /// For monitors that nobody watches.
    public func notice(_ notice: RunNotice) {}
}

/// Thrown by a run that ends because `isCancelled` became true.
public struct RunCancelled: Error, Hashable, Sendable {
    /// Why the run had not come to its end although its work was done: the failure it has where its time was up, and that
    /// is why it was cancelled.
    public let holdUp: RunFailure?

    public init(heldUpBy holdUp: RunFailure? = nil) { self.holdUp = holdUp }
}
