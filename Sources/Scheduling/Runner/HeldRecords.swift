import StudyCore

/// Records on their way to the journal. Measurements alone wait a moment for others: they matter only together with the end of
/// their run, and a run that awaits advice would wait for the disk at each of them.
struct HeldRecords {
    /// Seconds for which measurements wait at most, and the greatest number that does.
    static let patience = 0.1
    static let greatestCount = 256

    private var events: [RunEvent] = []
    /// When those that wait are to be written at the latest; nil where none waits.
    private(set) var due: Double?

    /// Takes what a group of actions wants recorded.
    /// - Returns: what is to be written before anything else of the group is done, empty where nothing is.
    mutating func take(_ actions: [SchedulerAction], now: Double) -> [RunEvent] {
        var mustBeWritten = due.map { now >= $0 } ?? false
        for action in actions {
            switch action {
            case .record(let records):
                events += records
                if !records.allSatisfy(\.isMeasurement) { mustBeWritten = true }
            case .advise: continue
            case .start, .run, .cancel, .ping, .stop, .tell, .end: mustBeWritten = true
            }
        }
        guard !events.isEmpty else { return [] }
        guard mustBeWritten || events.count >= Self.greatestCount else {
            due = due ?? now + Self.patience
            return []
        }
        defer { (events, due) = ([], nil) }
        return events
    }
}

extension RunEvent {
    fileprivate var isMeasurement: Bool { if case .measured = self { true } else { false } }
}
