import StudyCore

/// A study ranked and summed up, with the records of the trials that are shown: the others left a few numbers each.
public struct OutlinedStudy: Sendable {
    let outline: StudyOutline
    public let ranking: Ranking
    /// What importance is computed from.
    let examples: [StudyImportance.Example]

    /// With the records of all trials.
    init(_ study: StudyRecord) {
        let draft = Draft(StudyOutline(study))
        var ranking = draft.ranking
        ranking.takeAll(of: study)
        self.init(draft, ranking, configurations: draft.sample.map { study.trials[$0.index].configuration })
    }

    private init(_ draft: Draft, _ ranking: Ranking, configurations: [Configuration]) {
        outline = draft.outline
        self.ranking = ranking
        examples = zip(draft.sample, configurations).map {
            StudyImportance.Example(objective: $0.objective ?? 0, configuration: $1)
        }
    }

    /// A study all of whose trials have passed by, and which of them have to be looked up again.
    public struct Draft {
        private(set) var outline: StudyOutline
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

        /// - Parameters:
        ///   - records: of the trials that are shown, in their order.
        ///   - configurations: of those that were sampled, in their order.
        public func filled(_ records: [TrialRecord], configurations: [Configuration]) -> OutlinedStudy {
            var (draft, ranking) = (self, ranking)
            draft.outline.addMetrics(of: records)
            ranking.take(records)
            return OutlinedStudy(draft, ranking, configurations: configurations)
        }
    }
}
