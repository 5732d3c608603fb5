import ArgumentParser
import Reports
import Store
import StudyCore

/// A study's predictions as its database has them.
struct StoredPredictions: PredictionSource {
    let store: StudyDatabase
    let study: StudyReference
    let record: StudyRecord

    /// Whether no parameter decides which examples are predicted. How many rows are trained on changes none of them.
    var judgesSameExamples: Bool {
        // A text that is not valid for this version any more is taken for the usual one.
        guard let study = try? StudyLoading.read(record), let data = study.trial.node["data"] else { return true }
        let names = Set(study.space.names)
        guard let entries = data.mapValue else { return data.references(to: names).isEmpty }
        return entries.allSatisfy { $0.key == "train" || $0.value.references(to: names).isEmpty }
    }

    func predictions(of trials: [Int], split: Prediction.Split) throws -> [Int: Prediction] {
        try store.predictions(of: trials, split: split, in: study)
    }

    func counts(of trials: [Int], split: Prediction.Split) throws -> [Int: Int] {
        try store.predictionCounts(of: trials, split: split, in: study)
    }
}

/// The level at which intervals and tests are made.
struct LevelOption: ParsableArguments {
    @Option(help: "The level of intervals and tests, between 0.5 and 1.") var level = StudyStatistics.usualLevel

    func validate() throws {
        guard level >= 0.5, level <= 0.9999 else {
            throw ValidationError("--level takes a number from 0.5 to 0.9999 such as 0.95 (got \(level)).")
        }
    }
}

extension HeldOutColumns: ExpressibleByArgument {}
