import Processes

/// A moment on the clock, and what this thread had computed by then.
struct SearchMoment {
    /// Nanoseconds on a clock that never goes back.
    let clock: UInt64
    /// Nanoseconds.
    let thread: UInt64

    static var now: SearchMoment { SearchMoment(clock: monotonicNanoseconds(), thread: threadNanoseconds()) }
}

/// What the searches for patterns in one run's output have taken of the processor, and whether that is too much in all.
///
/// While the program runs, long searches alone count: a harmless pattern may look through gigabytes, but one that holds the
/// program up for longer than it works is not. When the program has ended, all searches in what it has left count.
final class SearchTime {
    /// Why searches are given up that are no longer than they may be on any one line.
    enum Excess: Equatable {
        /// Seconds of computing that were taken since the program's end.
        case sinceEnd(Double)
        /// The same, when the run's time was up.
        case timeWasUp(Double)
        /// Seconds of computing that long searches have taken while the program ran, for so many seconds.
        case ofProgram(Double, seconds: Double)
    }

    /// Seconds of computing that searches may take after the program's end.
    static let greatestRest = 10.0
    /// Seconds of computing that a search in one line takes at least to be a long one.
    static let longSearch = 0.1
    /// Seconds of computing that long searches may always take, and their greatest share of the program's time on the clock
    /// beyond.
    static let greatestHold = 30.0
    static let greatestShare = 0.5
    /// Seconds of computing since the program's end after which it is worth telling that there are searches still.
    static let toldRest = 1.0

    /// What one pattern has taken.
    private struct Account {
        var seconds = 0.0
        var longest = 0.0
        /// The line that took longest.
        var line = ""
    }

    private let restBound: Double
    private let began: SearchMoment
    private var whileRunning: [String: Account] = [:]
    private var sinceEnd: [String: Account] = [:]
    /// Seconds on the clock that long searches have taken while the program ran.
    private var held = 0.0
    private var end: SearchMoment?

    /// - Parameter began: when the program began.
    init(restBound: Double = SearchTime.greatestRest, began: SearchMoment = .now) {
        self.restBound = restBound
        self.began = began
    }

    var programHasEnded: Bool { end != nil }

    func programEnded(at moment: SearchMoment = .now) { end = moment }

    /// Takes note of a search that is over.
    func add(_ name: String, _ line: String, from start: SearchMoment, to now: SearchMoment) {
        let taken = counted(from: start, to: now)
        guard taken.computing > 0 else { return }
        func note(_ account: inout Account) {
            account.seconds += taken.computing
            guard taken.computing > account.longest else { return }
            account.longest = taken.computing
            account.line = line
        }
        if end == nil {
            held += taken.clock
            note(&whileRunning[name, default: Account()])
        } else {
            note(&sinceEnd[name, default: Account()])
        }
    }

    /// Whether too much has been taken.
    /// - Parameter start: when the search in work began, which is not added yet.
    func excess(from start: SearchMoment, to now: SearchMoment) -> Excess? {
        let taken = counted(from: start, to: now)
        let seconds = total + taken.computing
        if end != nil { return seconds > restBound ? .sinceEnd(seconds) : nil }
        let program = Double(now.clock - began.clock) * 1e-9
        return seconds > Self.greatestHold && held + taken.clock > Self.greatestShare * program
            ? .ofProgram(seconds, seconds: program) : nil
    }

    /// Seconds of computing since the program's end, or in long searches while it runs.
    var total: Double { accounts.values.reduce(0) { $0 + $1.seconds } }

    /// Names the pattern that has taken most since the program's end, or while it runs; by an empty name where none has.
    func slowMatch(_ excess: Excess) -> SlowMatch {
        let slowest = accounts.max { ($0.value.seconds, $1.key) < ($1.value.seconds, $0.key) }
        return SlowMatch(metric: slowest?.key ?? "", line: slowest?.value.line ?? "", cause: .total(excess))
    }

    /// Whether searches since the program's end have taken so long that somebody who waits should know.
    var isLongSinceEnd: Bool { end != nil && total > Self.toldRest }
    /// Whether they hold up the run's end.
    var holdsUp: Bool { end != nil && total > Self.longSearch }

    private var accounts: [String: Account] { end == nil ? whileRunning : sinceEnd }

    /// What counts of a search, in seconds.
    private func counted(from start: SearchMoment, to now: SearchMoment) -> (computing: Double, clock: Double) {
        func seconds(_ start: UInt64, _ end: UInt64) -> Double { Double(end - min(start, end)) * 1e-9 }
        if let end {
            return (seconds(max(start.thread, end.thread), now.thread), seconds(max(start.clock, end.clock), now.clock))
        }
        let computing = seconds(start.thread, now.thread)
        return computing < Self.longSearch ? (0, 0) : (computing, seconds(start.clock, now.clock))
    }
}
