/// The machine's own time: seconds that go on evenly, whatever becomes of the clock that it is told.
///
/// A clock that is set back carries on from where it was. One that leaps ahead of the moment for which the machine had
/// asked to be woken did not pass for anybody: the machine was stopped, or its clock was set. Nobody's time limit is
/// charged for it.
struct MachineClock {
    private(set) var now = 0.0
    /// What the outer clock shows beyond `now`.
    private var offset = 0.0
    private var hasBegun = false

    /// - Parameters:
    ///   - time: what the outer clock shows.
    ///   - due: when the machine was to be woken at the latest, in its own time.
    ///   - leap: a delay of more seconds than this is a leap.
    /// - Returns: whether the clock has leapt.
    mutating func advance(to time: Double, due: Double?, leap: Double) -> Bool {
        guard hasBegun else {
            hasBegun = true
            now = time
            return false
        }
        if time - offset < now { offset = time - now }
        let expected = due.map { max($0, now) } ?? .infinity
        guard time - offset > expected + leap else {
            // The difference may have lost a last bit.
            now = max(now, time - offset)
            return false
        }
        offset = time - expected
        now = expected
        return true
    }

    /// A moment of the machine's time on the outer clock; a microsecond late where they differ, since rounding must not
    /// make it early.
    func outer(_ time: Double) -> Double { offset == 0 ? time : time + offset + 1e-6 }
}
