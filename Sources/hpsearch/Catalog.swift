import Datasets
import Search
import StudyCore
import StudyFiles
import Trials

/// Every part that can be chosen by name, one line each. Adding a part is one file and one line here.
enum Catalog {
    static let loader = DatasetLoader(catalog: .standard)

    static let trialKinds: [any TrialKind] = [
        NetworkTrial(loader: loader),
        ExpressionTrial(),
    ]

    static let searchMethods: [SearchMethod] = [
        SearchMethod("grid", GridSampler.self),
        SearchMethod("random", keys: ["trials"], RandomSampler.self),
        SearchMethod("list", keys: ["configurations"], ListSampler.self),
    ]

    static func trialKind(_ name: String) -> (any TrialKind)? { trialKinds.first { $0.name == name } }

    static let studyFiles = StudyFileReader(kinds: trialKinds, methods: searchMethods)
}
