import Foundation
import Processes

/// What watches a search for a pattern while it goes on.
struct MatchWatch {
    /// Seconds of processor time that a search in one line may take: far more than a pattern that any line answers in
    /// time takes, and what a pattern that never comes to its end reaches soon.
    static let greatestTime = 5.0

    let bound: Double
    /// Asked every few milliseconds, whether to go on.
    let goesOn: () -> Bool

    init(bound: Double = Self.greatestTime, goesOn: @escaping () -> Bool = { true }) {
        self.bound = bound
        self.goesOn = goesOn
    }
}

/// A search for a pattern in one line that was given up because it took too long.
struct SlowMatch: Error {
    let metric: String
    let line: String
    /// How long it was allowed to take.
    let seconds: Double
}

/// One search in one line. It lives on one thread; the engine's types cannot say so.
final class PatternSearch: @unchecked Sendable {
    /// The engine tells that it goes on every few thousand steps, and at each place of the line.
    private static let reportsBetweenLooks = 16

    private let watch: MatchWatch
    private var match: NSTextCheckingResult?
    private var reports = 0
    private var began: UInt64?
    private(set) var isTooSlow = false

    init(_ watch: MatchWatch) { self.watch = watch }

    /// - Returns: nil where there is none, or where it was not looked for to the end.
    func firstMatch(of expression: NSRegularExpression, in text: String) -> NSTextCheckingResult? {
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
        return match
    }

    private func goesOn() -> Bool {
        reports += 1
        guard reports % Self.reportsBetweenLooks == 0 else { return true }
        let now = threadNanoseconds()
        let began = began ?? now
        self.began = began
        isTooSlow = Double(now - began) * 1e-9 > watch.bound
        return !isTooSlow && watch.goesOn()
    }
}

extension NSTextCheckingResult {
    /// What a named group holds; nil where it took no part in the match.
    func group(_ name: String, in text: String) -> Substring? {
        Range(range(withName: name), in: text).map { text[$0] }
    }
}
