import StudyCore

/// What is to be scheduled: the runs of a study as they stand at this launch, and what they may use.
public struct SchedulerPlan: Sendable {
    /// Sorted by trial and repeat, each once.
    public let runs: [PlannedRun]
    /// Makes the request that a worker is sent; called once per attempt, when it is due, with the share of its slot. What
    /// it needs beside the run's key it may read then, so that a long plan is not held in memory; where that fails, the
    /// study stops as where recording fails.
    public let request: @Sendable (PlannedRun, RunShare) throws -> RunRequest
    public let limits: Limits
    /// Seconds during which the study ran in earlier launches.
    public let elapsed: Double
    /// Runs of the study that stand as failed at this launch and are not among `runs`; `limits.failures` counts them.
    public let earlierFailures: Int
    /// What the runs of each slot may use, one for each worker, at least one. No device stands in two of them, so that none
    /// is given to two runs: a slot has one run in work at a time, and is free only when all of its worker is gone.
    public let shares: [RunShare]
    /// The tool's version; a worker of another one is not used.
    public let version: String
    public let patience: SchedulerPatience
    /// What a complete run must have a finite value of; nil where nothing is asked of it.
    public let objectiveMetric: String?
    /// Asked about each measurement; nil where no run is ended early. The requests await advice then.
    public let pruner: (any Pruner)?

    public init(
        runs: [PlannedRun], limits: Limits, elapsed: Double, earlierFailures: Int = 0, shares: [RunShare],
        version: String, patience: SchedulerPatience = SchedulerPatience(), objectiveMetric: String? = nil,
        pruner: (any Pruner)? = nil,
        request: @escaping @Sendable (PlannedRun, RunShare) throws -> RunRequest
    ) {
        var sorted = runs
        if zip(runs, runs.dropFirst()).contains(where: { $0.key >= $1.key }) {
            var seen: Set<RunKey> = []
            sorted = runs.filter { seen.insert($0.key).inserted }.sorted { $0.key < $1.key }
        }
        self.runs = sorted
        self.limits = limits
        self.elapsed = elapsed
        self.earlierFailures = max(0, earlierFailures)
        self.shares = shares.isEmpty ? [RunShare()] : shares
        self.version = version
        self.patience = patience
        self.objectiveMetric = objectiveMetric
        self.pruner = pruner
        self.request = request
    }
}

extension SchedulerPlan {
    public var workers: Int { shares.count }
}

/// How long the scheduler waits for things, in seconds, and how often it tries them.
public struct SchedulerPatience: Hashable, Sendable {
    /// For a new worker to say hello.
    public var hello = 30.0
    /// Between two pings.
    public var ping = 10.0
    /// For the answer to a ping; then the worker counts as lost. Runs train on another thread than the one that
    /// answers, so that only a stopped or unreachable process is silent for long.
    public var silence = 30.0
    /// For a run that is cancelled to end by itself before its worker is asked to.
    public var cancel = 2.0
    /// For a worker that is asked to end; then it is killed.
    public var stop = 1.0
    /// For a killed worker to be gone; then its run is settled without it.
    public var kill = 5.0
    /// For runs to finish by themselves after a first interrupt, where runs have taken less than that.
    public var finishing = 0.5
    /// For all workers to be gone at the end, from the moment they are asked to end.
    public var ending = 1.3
    /// Runs are queued ahead while they take less than this on average.
    public var shortRun = 0.1
    /// The greatest number of runs queued ahead per worker: as many short ones as end while a group of records is on its
    /// way to a slow disk.
    public var greatestQueue = 64
    /// After this long behind a run in work, queued runs are given to idle workers instead.
    public var recall = 0.5
    /// For the machine itself to be woken when it asked to be; what is beyond counts for nobody's time.
    public var leap = 5.0
    /// Between two records of the elapsed time at most.
    public var elapsedRecord = 1.0
    /// Workers that end one after the other before any says hello; so many stop the study.
    public var deathsBeforeHello = 3

    public init() {}
}
