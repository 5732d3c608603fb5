import StudyCore

extension SchedulerMachine {
    /// Records the failure that a slot's run in work has coming, where there is one.
    mutating func settleVerdict(_ slot: Int, tail: String?) {
        guard let verdict = slots[slot].verdict, let assignment = slots[slot].inWork else { return }
        slots[slot].verdict = nil
        slots[slot].queue = []
        fail(assignment, verdict.withTail(tail))
    }

    /// An attempt has failed: the run is tried again where that may help, else it has failed for good.
    mutating func fail(_ assignment: Assignment, _ failure: RunFailure) {
        let isRetried = failure.failureClass.isRetried && runs.retries(assignment.index) < limits.retries
        records.append(
            .failed(assignment.key, attempt: assignment.attempt, failure, isRetried: isRetried, at: date))
        actions.append(
            .tell(.failed(assignment.key, attempt: assignment.attempt, failure, isRetried: isRetried)))
        if isRetried {
            runs.putBack(assignment.index, attempt: assignment.attempt + 1)
        } else {
            runs.end(assignment.index, .failed)
        }
    }

    /// Stops the study when one of its limits is reached and there is something left to stop.
    mutating func stopAtLimits() {
        guard ending == nil, runs.open > 0 else { return }
        if let most = limits.failures, failuresBefore + runs.count(.failed) > most {
            stop(.limitReached(.failures))
        } else if let wallTimeEnds, now >= wallTimeEnds {
            stop(.limitReached(.wallTime))
        }
    }
}
