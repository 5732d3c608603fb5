import Dispatch
import Foundation
import StudyCore
import Synchronization

/// A journal that shows what has been recorded.
///
/// Showing happens on a queue of its own, since a terminal may stand still (Ctrl-S, a pager) while the study must not;
/// what gathers meanwhile is shown in one go.
final class ObservedJournal: RunJournal {
    private struct State {
        var progress: StudyProgress
        var ended: [StudyProgress.FinishedTrial] = []
        var notices: [String] = []
        var isDue = false
    }

    /// How long the end waits for a terminal that stands still, in seconds.
    private static let closingPatience = 1.0

    private let journal: any RunJournal
    private let display: any ProgressDisplay
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "display")

    init(_ journal: any RunJournal, progress: StudyProgress, display: any ProgressDisplay) {
        self.journal = journal
        self.display = display
        state = Mutex(State(progress: progress))
        schedule { _ in }
    }

    func append(_ events: [RunEvent]) throws {
        try journal.append(events)
        schedule { state in
            for case .failed(let key, let attempt, let failure, let isRetried, _) in events {
                let outcome = isRetried ? "is tried again" : "has failed"
                state.notices.append(
                    "trial \(key.trial), repeat \(key.repeat), attempt \(attempt) \(outcome): \(failure.message)")
            }
            state.ended += state.progress.apply(events)
        }
    }

    /// Shows a sentence that stays.
    func notice(_ sentence: String) { schedule { $0.notices.append(sentence) } }

    /// Shows what is left and leaves the screen as it should stay.
    func close() {
        let closed = DispatchSemaphore(value: 0)
        queue.async { [self] in
            show()
            display.close(state.withLock { $0.progress })
            closed.signal()
        }
        _ = closed.wait(timeout: .now() + Self.closingPatience)
    }

    private func schedule(_ change: (inout State) -> Void) {
        let begins = state.withLock { state in
            change(&state)
            defer { state.isDue = true }
            return !state.isDue
        }
        if begins { queue.async { [self] in show() } }
    }

    private func show() {
        let (progress, ended, notices) = state.withLock { state in
            defer { (state.ended, state.notices, state.isDue) = ([], [], false) }
            return (state.progress, state.ended, state.notices)
        }
        for notice in notices { display.notice(notice) }
        display.update(progress, ended: ended)
    }
}
