import Foundation
import StudyCore
import Testing

@testable import Scheduling

@Suite("What a run says of itself")
struct NoticeTests {
    private let notice = RunNotice(.note, "carries on after epoch 7")
    private let key = RunKey(trial: 0, repeat: 0)

    /// A machine whose only worker has the first of two runs in work.
    private func machine() -> SchedulerMachine {
        var machine = SchedulerMachine(makePlan(trials: 2, workers: 1))
        let hello = WorkerReport.hello(WorkerIdentity(version: "1", host: "here", pid: 1, blasCore: "x"))
        for event in [SchedulerEvent.launched, .worker(.report(slot: 0, hello))] {
            _ = machine.handle(event, now: 1, date: Date(timeIntervalSince1970: 0))
        }
        return machine
    }

    private func told(_ report: WorkerReport, by machine: inout SchedulerMachine) -> [SchedulerAction] {
        machine.handle(.worker(.report(slot: 0, report)), now: 2, date: Date(timeIntervalSince1970: 0))
    }

    @Test("is passed on while it is in work; nothing of it is recorded")
    func passedOn() throws {
        var machine = machine()
        let actions = told(.notice(key, attempt: 1, notice), by: &machine)
        guard actions.count == 1, case .tell(.notice(let told, let what))? = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(told == key && what == notice)
    }

    @Test("that its curve begins anew is recorded, and its steps may come again")
    func restarted() {
        var machine = machine()
        func measured(_ step: Int) -> WorkerReport {
            .measurement(key, attempt: 1, Measurement(unit: .epoch, step: step, seconds: 1, values: []))
        }
        _ = told(measured(3), by: &machine)
        #expect(told(.restarted(key, attempt: 2), by: &machine).isEmpty)
        let actions = told(.restarted(key, attempt: 1), by: &machine)
        guard actions.count == 1, case .record(let records)? = actions.first, records.count == 1,
            case .remeasured(key)? = records.first
        else {
            Issue.record("\(actions)")
            return
        }
        guard case .record(let again)? = told(measured(1), by: &machine).first, case .measured(key, _)? = again.first
        else {
            Issue.record("step 1 does not count")
            return
        }
    }

    @Test("is dropped when it comes from another attempt")
    func dropped() {
        var machine = machine()
        #expect(told(.notice(key, attempt: 2, notice), by: &machine).isEmpty)
        let end = WorkerReport.finished(key, attempt: 1, RunResult(diverged: false, metrics: [:]))
        _ = told(end, by: &machine)
        #expect(told(.notice(key, attempt: 1, notice), by: &machine).isEmpty)
    }
}
