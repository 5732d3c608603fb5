import StudyCore

/// The runs of a study with their states: five bytes each beside the plan's, and the lowest waiting one at hand in O(log n).
struct RunTable {
    /// As they stood at the launch; the plan's own array.
    private let planned: [PlannedRun]
    private var attempts: [Int32] = []
    private var states: [RunState] = []
    private var counts: [RunState: Int] = [:]
    /// All waiting runs from here on have never been given out in this launch.
    private var frontier = 0
    /// The waiting runs before the frontier, the lowest at the top.
    private var returned = LowestFirst()

    /// - Parameter runs: sorted by their keys. One that counts as running was left behind by a launch that is no more.
    init(_ runs: [PlannedRun]) {
        planned = runs
        attempts.reserveCapacity(runs.count)
        states.reserveCapacity(runs.count)
        for run in runs {
            let state: RunState = run.state == .running ? .waiting : run.state
            attempts.append(Int32(clamping: max(1, run.attempt)))
            states.append(state)
            counts[state, default: 0] += 1
        }
        skipToWaiting()
    }

    var countsByState: [RunState: Int] { counts }
    func count(_ state: RunState) -> Int { counts[state] ?? 0 }
    var waiting: Int { count(.waiting) }
    /// Runs that have not ended.
    var open: Int { count(.waiting) + count(.running) }
    func key(_ index: Int) -> RunKey { planned[index].key }
    func attempt(_ index: Int) -> Int { Int(attempts[index]) }
    /// How many attempts of a run's present series came before the one that is due or in work.
    func retries(_ index: Int) -> Int {
        let run = planned[index]
        return attempt(index) - min(max(1, run.firstAttempt), max(1, run.attempt))
    }

    /// Takes the lowest waiting run; it counts as running from now on.
    /// - Parameter excluded: runs that have been given out before and are passed over.
    mutating func takeLowest(except excluded: Set<Int> = []) -> Int? {
        var passedOver: [Int] = []
        defer { for index in passedOver { returned.insert(index) } }
        while let index = returned.removeFirst() {
            if excluded.contains(index) {
                passedOver.append(index)
                continue
            }
            set(index, .running)
            return index
        }
        guard frontier < states.count else { return nil }
        let index = frontier
        set(index, .running)
        frontier += 1
        skipToWaiting()
        return index
    }

    /// Puts a run that was given out back among the waiting.
    mutating func putBack(_ index: Int, attempt: Int) {
        attempts[index] = Int32(clamping: attempt)
        set(index, .waiting)
        returned.insert(index)
    }

    mutating func end(_ index: Int, _ state: RunState) { set(index, state) }

    private mutating func set(_ index: Int, _ state: RunState) {
        counts[states[index], default: 0] -= 1
        counts[state, default: 0] += 1
        states[index] = state
    }

    private mutating func skipToWaiting() {
        while frontier < states.count, states[frontier] != .waiting { frontier += 1 }
    }
}

/// A binary heap of numbers with the lowest at the top.
struct LowestFirst {
    private var heap: [Int] = []

    mutating func insert(_ number: Int) {
        heap.append(number)
        var child = heap.count - 1
        while child > 0, heap[child] < heap[(child - 1) / 2] {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeFirst() -> Int? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        guard !heap.isEmpty else { return first }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { return first }
            if child + 1 < heap.count, heap[child + 1] < heap[child] { child += 1 }
            guard heap[child] < heap[parent] else { return first }
            heap.swapAt(parent, child)
            parent = child
        }
    }
}
