import Foundation
import Search
import Store
import StudyCore
import StudyFiles

/// What a launch has to do with the database: begin a study, carry on with it, add to it, or refuse. Everything that can
/// be refused is found out before anything is changed.
struct LaunchPlan {
    let study: Study
    /// The study file's name, for messages.
    let file: String
    let restarts: Bool
    /// Yes to a study of over a million trials or runs.
    let allowsLarge: Bool
    /// Take the study from a process of another host.
    let takesOver: Bool

    /// How the database stands to the study.
    enum Standing {
        /// There is no study of this name.
        case new
        /// The study is there, from this file or one that means the same.
        case same(StudyReference)
        /// The study is there; this file adds to it, in words.
        case additive(StudyReference, what: [String])
        /// The study is there and is to be begun anew.
        case restarted(StudyReference)

        /// Whether all runs of the study are still to come.
        var beginsAnew: Bool {
            switch self {
            case .new, .restarted: true
            case .same, .additive: false
            }
        }
    }

    /// Compares the study with what the database holds.
    /// - Throws: `CommandFailure` with the difference where the file no longer fits what has run.
    func standing(in database: StudyDatabase) throws -> Standing {
        guard let existing = try database.findIfPresent(study.name) else { return .new }
        if restarts { return .restarted(existing) }
        let record = try database.definition(of: existing)
        if record.text == study.text { return .same(existing) }
        switch StudyComparison(stored: try StudyLoading.read(record), new: study) {
        case .same: return .same(existing)
        case .additive(let what): return .additive(existing, what: what)
        case .incompatible(let reasons, let diff): throw refusal(reasons, diff)
        }
    }

    /// Brings the study into the database as it is to be run, and takes it in hand.
    /// - Parameter configurations: what `configurations(for:)` gave.
    func prepare(
        _ standing: Standing, _ configurations: [Configuration], in database: StudyDatabase, notice: (String) -> Void
    ) throws -> Lease {
        switch standing {
        case .new:
            return try begin(in: database, with: configurations)
        case .restarted(let existing):
            let lease = try database.acquireLease(existing, takingOver: takesOver)
            let kept = try database.setAside(existing, under: lease)
            try lease.release()
            notice("the earlier results are kept as '\(kept.name)'")
            return try begin(in: database, with: configurations)
        case .same(let existing):
            let lease = try database.acquireLease(existing, takingOver: takesOver)
            // Limits, the description and the file's place may change freely.
            _ = try database.extend(existing, to: study, adding: [], under: lease)
            return lease
        case .additive(let existing, let what):
            let lease = try database.acquireLease(existing, takingOver: takesOver)
            let added = Self.additions(to: try database.configurations(of: existing), of: configurations)
            _ = try database.extend(existing, to: study, adding: added, under: lease)
            notice("the file has changed: \(what.joined(separator: ", "))")
            return lease
        }
    }

    private func begin(in database: StudyDatabase, with configurations: [Configuration]) throws -> Lease {
        let reference = try database.create(study, configurations: configurations, toolVersion: toolVersion)
        return try database.acquireLease(reference)
    }

    /// The configurations that are new: those after the known ones where these come first, else each that is not known.
    static func additions(to known: [Configuration], of all: [Configuration]) -> [Configuration] {
        var seen = Set(known.map(\.sameness))
        if zip(all, known).allSatisfy({ $0.sameness == $1.sameness }), all.count >= known.count {
            return Array(all.dropFirst(known.count))
        }
        return all.filter { seen.insert($0.sameness).inserted }
    }

    /// The configurations that a study is brought into the database with; none where it is there as it is.
    func configurations(for standing: Standing) throws -> [Configuration] {
        if case .same = standing { return [] }
        return try configurations()
    }

    /// Every trial's configuration, in order.
    /// - Throws: `CommandFailure` where the study is too large to be begun without a word, or nothing satisfies its
    ///   constraints.
    func configurations() throws -> [Configuration] {
        try translatingSearchErrors {
            let method = try method()
            let combinations = study.space.combinationCount ?? 0
            if !allowsLarge, let bound = method.largestUnasked, combinations > bound {
                throw CommandFailure(
                    .usage,
                    "\(file): the grid has \(combinations == .max ? "far too many" : "\(combinations)") combinations, over "
                        + "a million; if this is meant, say so with --yes")
            }
            let sampler = try method.make(SearchProblem(study))
            let runs = sampler.trialCount.multipliedReportingOverflow(by: study.search.repeats)
            if !allowsLarge, runs.overflow || runs.partialValue > Self.mostRunsUnasked {
                throw CommandFailure(
                    .usage,
                    "\(file): \(sampler.trialCount) trials of \(study.search.repeats) repeats make over a million runs; if "
                        + "this is meant, say so with --yes")
            }
            return try sampler.suggestions(for: 0..<sampler.trialCount, history: [])
        }
    }

    static let mostRunsUnasked = 1_000_000

    /// Configurations that stand for all when a description is to be tried out: the edges of the space, the listed ones,
    /// or, where constraints leave none of these, some that the search would try.
    func representatives() throws -> [Configuration] {
        let edges = study.space.probes() + study.search.configurations
        if !edges.isEmpty { return edges }
        return try translatingSearchErrors {
            let sampler = try method().make(SearchProblem(study))
            return try sampler.suggestions(for: 0..<min(8, sampler.trialCount), history: [])
        }
    }

    private func method() throws -> SearchMethod {
        guard let method = Catalog.searchMethods.first(where: { $0.name == study.search.method }) else {
            throw CommandFailure(.usage, "hpsearch: unknown search method '\(study.search.method)'")
        }
        return method
    }

    private func translatingSearchErrors<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as SearchError {
            throw CommandFailure(.usage, error.diagnostic.rendered(file: file))
        }
    }

    private func refusal(_ reasons: [String], _ diff: String) -> CommandFailure {
        CommandFailure(
            .usage,
            """
            hpsearch: study '\(study.name)' was launched with another file (\(reasons.joined(separator: "; ")))
            \(diff)
            give the study another name, or keep the old results under '\(study.name)@1' and begin anew with --restart
            """)
    }
}
