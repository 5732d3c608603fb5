import Foundation
import GRDB
import Randomness
import StudyCore

/// Looks at everything recorded of one study, run by run, holding one trial in memory.
struct StudyCheck {
    let db: Database
    let study: Int64
    let name: String
    let metric: String
    let seed: UInt64
    let state: StudyState
    let launches: Int
    private(set) var findings: [DatabaseCheck.Finding] = []
    private(set) var notes: [DatabaseCheck.Finding] = []
    private(set) var trials = 0
    private(set) var runs = 0
    /// Findings of this study so far, those left out included.
    private var count = 0
    private var unfinished = 0
    private var running = 0

    init(_ db: Database, study: Int64) throws {
        let row = try StudyRow.one(StudyReference(identifier: study, name: ""), db)
        self.db = db
        self.study = study
        name = row.name
        metric = row.objective.metric
        seed = row.seed
        state = row.storedState
        launches = row.launches
    }

    mutating func look(_ processes: any ProcessTable) throws {
        try lookAtRuns()
        try lookAtStudy(processes)
        if count > findings.count {
            findings.append(.init(study: name, "and \(count - findings.count) more"))
        }
    }

    mutating func add(_ text: String) {
        count += 1
        if findings.count < DatabaseCheck.greatestList { findings.append(.init(study: name, text)) }
    }

    private mutating func lookAtRuns() throws {
        let parameters = Set(try StudyRow.parameters(study, db))
        var rows = try RunRows(db, study: study)
        let cursor = try Row.fetchCursor(
            db, sql: "SELECT number, configuration, hash FROM trial WHERE study = ? ORDER BY number", arguments: [study]
        )
        var repeats: Int?
        while let trial = try cursor.next() {
            let number: Int = trial[0]
            if number != trials { add("trial \(trials) is missing") }
            trials = number + 1
            lookAtConfiguration(number, trial[1], hash: trial[2], parameters)
            var own = 0
            while let run = try rows.next(ofTrial: number) {
                if run.key.repeat != own { add("repeat \(own) of trial \(number) is missing") }
                own = run.key.repeat + 1
                runs += 1
                if run.state == .running { running += 1 }
                if !run.state.isFinal { unfinished += 1 }
                for problem in run.problems(studySeed: seed, metric: metric) {
                    add("repeat \(run.key.repeat) of trial \(number) \(problem)")
                }
            }
            if let repeats, own != repeats { add("trial \(number) has \(own) repeats, others have \(repeats)") }
            repeats = repeats ?? own
        }
    }

    private mutating func lookAtConfiguration(_ number: Int, _ text: String, hash: Data, _ parameters: Set<String>) {
        if ConfigurationText.hash(text) != hash {
            return add("the configuration of trial \(number) is not what was stored")
        }
        guard let configuration = (try? Node(json: text)).flatMap({ Configuration($0) }) else {
            return add("the configuration of trial \(number) is not a map of values")
        }
        for value in configuration.values where !parameters.contains(value.name) {
            add("trial \(number) has a parameter '\(value.name)' that the study does not declare")
        }
    }

    private mutating func lookAtStudy(_ processes: any ProcessTable) throws {
        if state == .complete, unfinished > 0 {
            add("is complete, but \(unfinished) of its runs \(unfinished == 1 ? "has" : "have") not ended")
        }
        let provenance =
            try Int.fetchOne(db, sql: "SELECT max(launch) FROM provenance WHERE study = ?", arguments: [study]) ?? 0
        if provenance > launches { add("has provenance of launch \(provenance), but was launched \(launches) times") }
        guard let holder = try LeaseHolder(study: study, db) else {
            if state == .running || running > 0 { add("is marked as running, but nobody has it in hand") }
            return
        }
        if holder.launch != launches {
            add("is in the hands of launch \(holder.launch), but was launched \(launches) times")
        }
        switch holder.standing(in: processes) {
        case .own, .alive: notes.append(.init(study: name, "is in the hands of \(holder.phrase)"))
        case .gone:
            notes.append(
                .init(study: name, "was left in work by \(holder.phrase), which is gone; the next launch carries on"))
        case .sameMachine, .elsewhere:
            notes.append(
                .init(study: name, "is, or was, in the hands of \(holder.phrase), which cannot be seen from here"))
        }
    }
}
