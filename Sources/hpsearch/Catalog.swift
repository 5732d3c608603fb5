import Datasets
import Search
import StudyCore
import StudyFiles
import Trials

/// Every part that can be chosen by name. Adding a kind of trial is one file and one line here; search methods,
/// pruners and data sets have lists of their own, `SearchCatalog`, `PrunerCatalog` and `DatasetCatalog`.
enum Catalog {
    static let loader = DatasetLoader(catalog: .standard)

    static let trialKinds: [any TrialKind] = [
        NetworkTrial(loader: loader, surroundings: Platform.provenance),
        ExpressionTrial(),
        CommandTrial(),
    ]

    static let searchMethods = SearchCatalog.methods

    static func trialKind(_ name: String) -> (any TrialKind)? { trialKinds.first { $0.name == name } }

    static let studyFiles = StudyFileReader(
        kinds: trialKinds, methods: searchMethods, pruners: PrunerCatalog.methods)
}
