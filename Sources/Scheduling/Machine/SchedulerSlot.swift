import StudyCore

/// An attempt that a worker has been given.
struct Assignment: Hashable {
    /// The run's place in the plan.
    let index: Int
    let key: RunKey
    let attempt: Int
}

/// A place for a worker, as the machine sees it.
struct SchedulerSlot {
    enum Phase: Equatable {
        case vacant
        /// Started, has not said hello.
        case starting
        case ready
        /// Its run was cancelled because its time was up; it is ended unless it ends first.
        case cancelling
        /// It has been asked to end.
        case stopping
        /// It has been killed.
        case killed
    }

    var phase = Phase.vacant
    /// When the next step is taken in a phase that does not last: starting, cancelling, stopping, killed.
    var phaseEnds = 0.0
    /// The first is in work, the others are queued ahead.
    var queue: [Assignment] = []
    /// When the run in work began; one that carries on from earlier work began so much earlier.
    private(set) var began = 0.0
    /// How long the measured steps of the run in work took.
    private var measuredSeconds = 0.0
    /// Whether the run in work has been told to end early.
    var isToldToStop = false
    var identity: WorkerIdentity?
    /// What the run in work will have failed of, as soon as the worker is gone.
    var verdict: RunFailure?
    /// What was written to standard error during the run in work, where its end is about to be told.
    var standardErrorTail: String?
    /// Why the machine ended the worker, where it did.
    var dismissal: String?
    /// The attempts that this worker was given and that were taken back, for which its answer is still to come. It may have
    /// begun one before it heard of that; until it answers, it is not given the same again.
    private(set) var recalled: [Assignment] = []
    /// Since when there are any.
    private(set) var recalledSince: Double?
    /// The step of the last measurement of the run in work that was recorded.
    var lastStep: Int?
    /// The last attempts given to this worker, by which a late answer is told from one that was never asked for.
    private(set) var given: [Assignment] = []
    private var oldestGiven = 0
    var lastPing = 0.0
    /// When the oldest ping since the worker last said anything was sent.
    var unansweredPing: Double?
    /// How many pings have not been answered by a pong yet.
    var pingsAwaited = 0

    /// More than are queued ahead of a worker and taken back from it.
    static let memory = 256

    var inWork: Assignment? { queue.first }
    var isOccupied: Bool { phase != .vacant }

    mutating func give(_ assignment: Assignment, now: Double) {
        if queue.isEmpty { beginNext(now) }
        queue.append(assignment)
        if given.count < Self.memory {
            given.append(assignment)
        } else {
            given[oldestGiven] = assignment
            oldestGiven = (oldestGiven + 1) % Self.memory
        }
    }

    mutating func beginNext(_ now: Double) {
        began = now
        measuredSeconds = 0
        isToldToStop = false
        lastStep = nil
    }

    /// Takes back everything but the run in work.
    mutating func recallQueued(now: Double) {
        recalled += queue.dropFirst()
        if recalledSince == nil, !recalled.isEmpty { recalledSince = now }
    }

    mutating func forgiveRecall(now: Double) { if recalledSince != nil { recalledSince = now } }

    /// - Returns: whether an answer was still to come for this attempt; now it has.
    mutating func settleRecall(_ key: RunKey, _ attempt: Int) -> Bool {
        guard let place = recalled.firstIndex(where: { $0.key == key && $0.attempt == attempt }) else { return false }
        recalled.remove(at: place)
        if recalled.isEmpty { recalledSince = nil }
        return true
    }

    /// Takes note of how long a step of the run in work took. Steps that took longer than the run has been here were
    /// made before an interruption, and count for its time.
    mutating func measure(seconds: Double, now: Double) {
        guard seconds > 0, seconds.isFinite else { return }
        measuredSeconds += seconds
        began = min(began, now - measuredSeconds)
    }

    func wasGiven(_ key: RunKey) -> Bool { given.contains { $0.key == key } }

    mutating func vacate() { self = SchedulerSlot() }
}
