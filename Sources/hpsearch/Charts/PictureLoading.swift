import Reports
import Store
import StudyCore
import Trials

/// Reading what the pictures of a study are made from.
struct PictureLoading {
    let database: StudyDatabase

    /// What all pictures of a reported study are made from, with its importance where that was computed.
    func source(of report: StudyReport, withCurves: Bool = true) throws -> PictureSource {
        let record = report.study
        // A study of another version may not be readable any more; its axes then go by the values that occur.
        let study = try? StudyLoading.read(record)
        return PictureSource(
            record, ranking: report.ranking, space: study?.space,
            curves: withCurves ? try curves(of: record, report.ranking) : [],
            importance: report.statistics?.importance?.parameters ?? [],
            landscape: withCurves ? study.flatMap { Self.landscape($0, record) } : nil)
    }

    /// Small curves of the trials that a table shows.
    func sparklines(_ record: StudyRecord, ranking: Ranking) throws -> [Int: [Double]] {
        PictureSource.sparklines(try curves(of: record, ranking), objective: record.objective)
    }

    private func curves(of record: StudyRecord, _ ranking: Ranking) throws -> [TrialRecord] {
        try database.trials(
            PictureSource.trialsWithCurves(ranking), of: database.find(record.name),
            including: RecordDetail(metrics: .none, curves: true, failures: false))
    }

    /// The loss of an expression study with two learnt values; nil of any other study.
    private static func landscape(_ study: Study, _ record: StudyRecord) -> Landscape? {
        guard let kind = Catalog.trialKind(study.trial.kind), kind is ExpressionTrial else { return nil }
        let trials = Dictionary(record.trials.map { ($0.number, $0) }) { first, _ in first }
        let environment = TrialEnvironment(directory: study.directory)
        @Sendable func surface(_ number: Int) -> LossSurface? {
            guard let trial = trials[number], let seed = trial.runs.first?.seed else { return nil }
            let description = study.description(for: trial.configuration, rules: kind.substitution)
            return LossSurface(description, configuration: trial.configuration, seed: seed, environment: environment)
        }
        guard let names = record.trials.lazy.compactMap({ surface($0.number)?.names }).first, names.count == 2 else {
            return nil
        }
        return Landscape(
            names: (names[0], names[1]),
            optimum: { trial in
                guard let optimum = surface(trial)?.optimum, optimum.count == 2 else { return nil }
                return Landscape.Point(x: optimum[0], y: optimum[1])
            },
            losses: { trial, points in
                guard let surface = surface(trial), surface.names == names else { return nil }
                let losses = points.compactMap { surface.loss(at: [$0.x, $0.y]) }
                return losses.count == points.count ? losses : nil
            })
    }
}
