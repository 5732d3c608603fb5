import StudyCore

/// A study ranked and summed up, with the records of the trials that are shown: the others left a few numbers each.
public struct OutlinedStudy: Sendable {
    let outline: StudyOutline
    public let ranking: Ranking
    /// What importance is computed from.
    let examples: [StudyImportance.Example]

    /// With the records of all trials.
    /// - Parameter top: how many will be shown; all where nil.
    init(_ study: StudyRecord, top: Int? = nil) {
        let draft = Draft(StudyOutline(study))
        var (outline, ranking) = (draft.outline, draft.ranking)
        ranking.takeAll(of: study)
        if let top {
            let shown = ranking.trials.prefix(max(1, top)).map(\.trial.metrics)
            outline.show(shown, constantCosts: outline.constantCosts)
        }
        self.init(draft, outline, ranking, draft.sample.map { study.trials[$0.index].configuration })
    }

    private init(_ draft: Draft, _ outline: StudyOutline, _ ranking: Ranking, _ configurations: [Configuration]) {
        self.outline = outline
        self.ranking = ranking
        examples = zip(draft.sample, configurations).map {
            StudyImportance.Example(objective: $0.objective ?? 0, configuration: $1)
        }
    }

    /// A study all of whose trials have passed by, and which of them have to be looked up again.
    public struct Draft {
        let outline: StudyOutline
        let ranking: Ranking
        let sample: [TrialStanding]

        public init(_ outline: consuming StudyOutline) {
            var outline = outline
            let standings = outline.standings
            outline.standings = Standings(standings.objective)
            // In the order of their numbers as yet.
            sample = StudyImportance.sample(of: standings)
            ranking = Ranking(standings)
            self.outline = outline
        }

        /// The best trial's number and those of others after it, `top` in all.
        public func shown(_ top: Int) -> [Int] { ranking.standings.prefix(max(1, top)).map(\.number) }

        /// The trials of which the configurations are needed.
        public var sampled: [Int] { sample.map(\.number) }

        /// What a network costs where it is the same in all trials that are shown: it may be the same in all of the study.
        public func suspectedCosts(_ records: [TrialRecord]) -> [String: Double] {
            CostText.constant(records.map(\.metrics))
        }

        /// - Parameters:
        ///   - records: of the trials that are shown, in their order.
        ///   - configurations: of those that were sampled, in their order.
        ///   - constantCosts: which of the suspected costs are the same in all trials.
        public func filled(
            _ records: [TrialRecord], configurations: [Configuration], constantCosts: [String: Double]
        ) -> OutlinedStudy {
            var (outline, ranking) = (outline, ranking)
            ranking.take(records)
            outline.show(records.map(\.metrics), constantCosts: constantCosts)
            return OutlinedStudy(self, outline, ranking, configurations)
        }
    }
}
