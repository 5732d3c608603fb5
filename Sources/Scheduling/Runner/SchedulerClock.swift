import Foundation

/// The time, as the runner sees it.
public protocol SchedulerClock: Sendable {
    /// Seconds since some moment, never going back.
    var now: Double { get }
    /// What the calendar says; may jump.
    var date: Date { get }
    /// Returns when `now` has reached `deadline`.
    /// - Throws: `CancellationError`.
    func sleep(until deadline: Double) async throws
}

/// The machine's own clocks.
public struct SystemSchedulerClock: SchedulerClock {
    public init() {}

    public var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    public var date: Date { Date() }

    public func sleep(until deadline: Double) async throws {
        try await Task.sleep(for: .seconds(max(0, deadline - now)))
    }
}
