import Foundation
import Search
import Store
import StudyCore
import StudyFiles

/// Finds out what a launch has to do with the database: begin a study, carry on with it, add to it, or refuse.
struct LaunchPlan {
    let database: StudyDatabase
    let study: Study
    let options: LaunchOptions
    let restarts: Bool
    /// Say yes to a grid of over a million trials.
    let allowsLarge: Bool
    let notice: (String) -> Void

    static let largeGrid = 1_000_000

    /// Brings the study into the database as it is to be run, and takes it in hand.
    func prepare() throws -> Lease {
        if let existing = try database.findIfPresent(study.name) {
            let lease = try database.acquireLease(existing, takingOver: options.takeOver)
            guard restarts else {
                try extend(lease)
                return lease
            }
            let kept = try database.setAside(existing, under: lease)
            try lease.release()
            notice("the earlier results are kept as '\(kept.name)'")
        }
        return try database.acquireLease(try create())
    }

    private func create() throws -> StudyReference {
        let sampler = try makeSampler()
        let configurations = try sampler.suggestions(for: 0..<sampler.trialCount, history: [])
        return try database.create(study, configurations: configurations, toolVersion: toolVersion)
    }

    private func extend(_ lease: Lease) throws {
        let existing = lease.study
        let record = try database.definition(of: existing)
        if record.text == study.text { return }
        let stored = try StudyLoading.read(record)
        switch StudyComparison(stored: stored, new: study) {
        case .same:
            // Limits and the description may change freely.
            _ = try database.extend(existing, to: study, adding: [], under: lease)
        case .additive(let what):
            let known = try database.configurations(of: existing)
            let sampler = try makeSampler()
            let all = try sampler.suggestions(for: 0..<sampler.trialCount, history: [])
            // The same beginning: what follows is new. Else the new ones among them are, each once.
            var seen = Set(known)
            let added =
                all.starts(with: known) ? Array(all.dropFirst(known.count)) : all.filter { seen.insert($0).inserted }
            _ = try database.extend(existing, to: study, adding: added, under: lease)
            if !what.isEmpty { notice("the file has changed: \(what.joined(separator: ", "))") }
        case .incompatible(let reasons, let diff):
            throw CommandFailure(
                .usage,
                """
                hpsearch: study '\(study.name)' was launched with another file (\(reasons.joined(separator: "; ")))
                \(diff)
                give the study another name, or keep the old results under '\(study.name)@1' and begin anew with --restart
                """)
        }
    }

    private func makeSampler() throws -> any Sampler {
        guard let method = Catalog.searchMethods.first(where: { $0.name == study.search.method }) else {
            throw CommandFailure(.usage, "hpsearch: unknown search method '\(study.search.method)'")
        }
        if method.name == "grid", !allowsLarge, let count = study.space.combinationCount, count > Self.largeGrid {
            throw CommandFailure(
                .usage,
                "hpsearch: the grid has \(count == .max ? "far too many" : "\(count)") combinations, over a million; "
                    + "if this is meant, say so with --yes")
        }
        do {
            return try method.make(SearchProblem(study))
        } catch let error as SearchError {
            throw CommandFailure(.usage, error.diagnostic.rendered(file: study.name))
        }
    }
}
