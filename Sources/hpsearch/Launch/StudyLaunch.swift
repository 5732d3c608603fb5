import Foundation
import Reports
import Scheduling
import Store
import StudyCore
import Trials
import Workers

/// One launch of a study, from its file to its exit code.
struct StudyLaunch {
    let study: Study
    /// The file's name, for messages.
    let file: String
    let options: LaunchOptions
    let restarts: Bool
    let allowsLarge: Bool
    /// The command that carries on, for the sentence that says so.
    let again: String
    /// The database where it is open already: opening checks it, which takes a while where it is large.
    var database: StudyDatabase?

    func run() async throws {
        do {
            try await launch()
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }

    private func launch() async throws {
        guard let kind = Catalog.trialKind(study.trial.kind) else {
            throw CommandFailure(.usage, "hpsearch: unknown kind of trial '\(study.trial.kind)'")
        }
        let environment = TrialEnvironment(
            directory: study.directory, dataDirectory: options.dataDirectory.map { URL(fileURLWithPath: $0).path },
            memoryLimit: study.memoryLimit)
        let plan = LaunchPlan(
            study: study, file: file, restarts: restarts, allowsLarge: allowsLarge, takesOver: options.takeOver)
        // A launch that was killed at its very start leaves an empty file.
        let opened =
            try database
            ?? (FileManager.default.fileExists(atPath: options.database.path)
                ? options.database.forWriting(create: true) : nil)
        var standing = LaunchPlan.Standing.new
        // How many runs there are to be carried out; nil where an addition has yet to be worked out.
        var runCount: Int?
        if let database = opened {
            standing = try plan.standing(in: database)
            if case .same(let reference) = standing {
                let count = try database.unfinishedRunCount(of: reference)
                if count == 0 {
                    try tidy(reference, of: kind, plan, in: database)
                    return try finish(database, reference, state: .complete)
                }
                runCount = count
            }
        }
        let representatives = try representatives(plan, kind)
        let notices = Notices()
        for warning in try StudyLoading.checkInputs(
            representatives, of: kind, file: file, environment: environment)
        {
            notices.add("warning: \(warning)")
        }
        let configurations = try plan.configurations(for: standing)
        if standing.beginsAnew { runCount = configurations.count * study.search.repeats }
        let allotment = try WorkerAllotment(
            study, kind, workers: options.workers, gpus: options.gpus, runCount: runCount, representatives,
            environment: environment)
        for notice in allotment.notices { notices.add(notice) }
        let database = try opened ?? options.database.forWriting(create: true)
        let lease: Lease
        do {
            lease = try plan.prepare(standing, configurations, in: database, notice: notices.add)
        } catch StoreError.studyExists {
            // Another launch of the same study was faster by a moment; now it is one that is there.
            return try await launch()
        }
        if let first = representatives.first {
            try recordProvenance(
                of: kind.provenance(first, environment: environment), in: database, lease, notices)
        }
        notices.say()
        let unfinished = try database.plannedRuns(of: lease.study, unfinishedOnly: true, configurations: false)
        let filing = filing(lease, of: kind, in: database, representatives)
        let session = StudySession(
            study: study, kind: kind, environment: environment, options: options, allotment: allotment, lease: lease,
            database: database, unfinished: unfinished, configurations: filing.configurations,
            stepsPerRun: representatives.first.flatMap { kind.stepsPerRun($0) },
            filing: filing)
        let outcome = try await session.run()
        // Where recording has failed, giving the study back fails as well; a lease whose process is gone is free.
        try? lease.release()
        // What the study took while it ran is not needed for its report.
        Platform.returnFreeMemory()
        try close(outcome, database, lease.study)
    }

    /// Removes what a launch left behind that was killed at the study's end, unless somebody has the study in hand.
    private func tidy(
        _ reference: StudyReference, of kind: any TrialKind, _ plan: LaunchPlan, in database: StudyDatabase
    ) throws {
        guard FileManager.default.fileExists(atPath: database.files(of: reference).directory),
            let lease = try? database.acquireLease(reference)
        else { return }
        try filing(lease, of: kind, in: database, try representatives(plan, kind)).tidy()
        try lease.release()
    }

    private func representatives(_ plan: LaunchPlan, _ kind: any TrialKind) throws -> [Node] {
        try plan.representatives().map { study.description(for: $0, rules: kind.substitution) }
    }

    private func filing(
        _ lease: Lease, of kind: any TrialKind, in database: StudyDatabase, _ representatives: [Node]
    ) -> StudyFiling {
        StudyFiling(
            study: study, kind: kind, lease: lease, database: database, representatives: representatives,
            configurations: StoredConfigurations(database: database, study: lease.study))
    }

    /// Writes down what the results depend on, and warns where it is no longer what it was.
    private func recordProvenance(
        of kind: [(name: String, value: String)], in database: StudyDatabase, _ lease: Lease, _ notices: Notices
    ) throws {
        let facts = Platform.provenance + kind
        for difference in try database.provenanceDifferences(of: lease.study, now: facts) {
            let change =
                "\(difference.name) was \(difference.before ?? "unknown") when the study last ran and is now "
                + "\(difference.now ?? "unknown")"
            let consequence =
                difference.name.hasPrefix("data")
                ? "trials from before and after do not compare; --restart begins anew"
                : "the remaining trials may differ in their last digits"
            notices.add("warning: \(change); \(consequence)")
        }
        try database.record(provenance: facts, of: lease)
    }

    private func close(
        _ outcome: SchedulerOutcome, _ database: StudyDatabase, _ reference: StudyReference
    ) throws {
        switch outcome {
        case .completed:
            try finish(database, reference, state: .complete)
        case .interrupted:
            throw CommandFailure(.stopped, "hpsearch: stopped\(try standing(database)); carry on with: \(again)")
        case .limitReached(let limit):
            try finish(database, reference, state: .interrupted)
            throw CommandFailure(
                .stopped, "hpsearch: stopped by limits.\(limit.key); raise it in the file to carry on with: \(again)")
        case .failed(let reason):
            throw CommandFailure(.environment, "hpsearch: \(reason); carry on with: \(again)")
        case .storageFailed(let error):
            let sentence = (error as? StoreError)?.stopSentence(again: again) ?? "\(error); carry on with: \(again)"
            throw CommandFailure(.environment, "hpsearch: \(sentence)")
        }
    }

    /// How far the study has come: ` after 14 of 40 runs`.
    private func standing(_ database: StudyDatabase) throws -> String {
        guard let runs = try database.list().first(where: { $0.name == study.name })?.runs else { return "" }
        let ended = runs.filter(\.key.isFinal).values.reduce(0, +)
        return " after \(ended) of \(runs.values.reduce(0, +)) runs"
    }

    /// Prints the report; failed trials make it exit code 1.
    private func finish(_ database: StudyDatabase, _ reference: StudyReference, state: StudyState) throws {
        let top = options.format == .table ? 10 : nil
        let (record, statistics) = try ReportLoading(store: database, reference: reference).statistics(top: top)
        let drawsCurves = Terminal.style.drawsCurves && options.format == .table
        let report = StudyReport(
            record, statistics: statistics, options: options.database.argument,
            sparklines: drawsCurves
                ? try PictureLoading(database: database).sparklines(record, ranking: statistics.ranking) : [:])
        switch options.format {
        case .table: try Terminal.write(report.text(.table, top: top, style: Terminal.style))
        case .json: try Terminal.write(report.text(.json))
        }
        if state == .complete, report.ranking.count(.failed) > 0 { throw CommandFailure(.failed) }
    }
}

/// Sentences gathered while a launch is prepared, said once it is certain to happen.
final class Notices {
    private var sentences: [String] = []

    func add(_ sentence: String) { sentences.append(sentence) }

    func say() {
        for sentence in sentences { Terminal.writeError("hpsearch: \(sentence.withoutControlCharacters)") }
        sentences = []
    }
}

extension SchedulerLimit {
    /// The key under `limits`.
    fileprivate var key: String {
        switch self {
        case .wallTime: "wall_time"
        case .failures: "failures"
        }
    }
}
