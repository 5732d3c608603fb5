import Reports
import Store
import StudyCore

/// Reading what a report is made from.
struct ReportLoading {
    let store: StudyDatabase
    let reference: StudyReference

    /// The study and what statistics say of it. Where only some trials are shown, the study has no records of its trials, and
    /// the statistics those of these alone: of the others, of which there may be very many, a few numbers are kept.
    /// - Parameters:
    ///   - top: how many trials will be shown; all where nil.
    ///   - everyRecord: whether the records of all trials are needed all the same.
    func statistics(
        level: Double = StudyStatistics.usualLevel, top: Int?, everyRecord: Bool = false
    ) throws -> (study: StudyRecord, statistics: StudyStatistics) {
        guard let top, !everyRecord else {
            let study = try store.study(named: reference.name)
            return (study, try StudyStatistics(study, level: level, predictions: predictions(study), top: top))
        }
        let (study, outlined) = try store.snapshot(of: reference) { snapshot in
            var outline = StudyOutline(snapshot.study.objective)
            let detail = RecordDetail(metrics: .only([snapshot.study.objective.metric]))
            try snapshot.forEachTrial(including: detail) { outline.add($0) }
            let draft = OutlinedStudy.Draft(outline)
            let shown = try snapshot.trials(draft.shown(top))
            let outlined = draft.filled(
                shown, configurations: try snapshot.configurations(of: draft.sampled),
                constantCosts: try snapshot.metrics(alwaysAs: draft.suspectedCosts(shown)))
            return (snapshot.study, outlined)
        }
        return (study, try StudyStatistics(outlined, level: level, predictions: predictions(study)))
    }

    private func predictions(_ study: StudyRecord) -> StoredPredictions {
        StoredPredictions(store: store, study: reference, record: study)
    }
}
