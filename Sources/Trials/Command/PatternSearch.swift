import Foundation

/// What watches a search for a pattern while it goes on.
struct MatchWatch {
    /// Seconds of processor time that a search in one line may take: far more than a pattern that any line answers in
    /// time takes, and what a pattern that never comes to its end reaches soon.
    static let greatestTime = 5.0

    let bound: Double
    /// Of all searches of the run.
    let time: SearchTime
    /// Asked every few milliseconds, whether to go on.
    let goesOn: () -> Bool

    init(
        bound: Double = Self.greatestTime, time: SearchTime = SearchTime(), goesOn: @escaping () -> Bool = { true }
    ) {
        self.bound = bound
        self.time = time
        self.goesOn = goesOn
    }
}

/// The search for a pattern that was given up because it took too long.
struct SlowMatch: Error, Equatable {
    enum Cause: Equatable {
        /// On this line alone it has taken as many seconds as it may.
        case line(Double)
        /// With all the searches before it.
        case total(SearchTime.Excess)
    }

    /// Of the pattern that has taken most.
    let metric: String
    /// The line that it took longest on.
    let line: String
    let cause: Cause
}

/// One search in one line. It lives on one thread; the engine's types cannot say so.
final class PatternSearch: @unchecked Sendable {
    /// The engine tells that it goes on every few thousand steps, and at each place of the line.
    private static let reportsBetweenLooks = 16

    private let name: String
    private let watch: MatchWatch
    private var match: NSTextCheckingResult?
    private var reports = 0
    /// While the program runs, short searches are not worth a look at the clock.
    private var began: SearchMoment?
    private var cause: SlowMatch.Cause?

    /// - Parameter name: the pattern's.
    init(_ name: String, _ watch: MatchWatch) {
        self.name = name
        self.watch = watch
        began = watch.time.programHasEnded ? .now : nil
    }

    /// - Returns: nil where there is none, or where the watch has ended the search.
    /// - Throws: `SlowMatch` where the searches have taken longer than they may.
    func firstMatch(of expression: NSRegularExpression, in text: String) throws(SlowMatch) -> NSTextCheckingResult? {
        expression.enumerateMatches(
            in: text, options: [.reportProgress], range: NSRange(location: 0, length: text.utf16.count)
        ) { [self] result, _, stop in
            if let result {
                match = result
                stop.pointee = true
            } else if !goesOn() {
                stop.pointee = true
            }
        }
        guard let began else { return match }
        let now = SearchMoment.now
        watch.time.add(name, text, from: began, to: now)
        switch cause ?? watch.time.excess(from: now, to: now).map(SlowMatch.Cause.total) {
        case .line(let seconds)?: throw SlowMatch(metric: name, line: text, cause: .line(seconds))
        case .total(let excess)?: throw watch.time.slowMatch(excess)
        case nil: return match
        }
    }

    private func goesOn() -> Bool {
        reports += 1
        guard reports % Self.reportsBetweenLooks == 0 else { return true }
        let now = SearchMoment.now
        let began = began ?? now
        self.began = began
        if Double(now.thread - began.thread) * 1e-9 > watch.bound {
            cause = .line(watch.bound)
        } else if let excess = watch.time.excess(from: began, to: now) {
            cause = .total(excess)
        }
        return cause == nil && watch.goesOn()
    }
}

extension NSTextCheckingResult {
    /// What a named group holds; nil where it took no part in the match.
    func group(_ name: String, in text: String) -> Substring? {
        Range(range(withName: name), in: text).map { text[$0] }
    }
}
