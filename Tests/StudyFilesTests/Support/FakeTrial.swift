import StudyCore

/// A kind of trial with a few typed keys, to see values land in.
struct FakeTrial: TrialKind {
    var name = "fake"
    var defaultObjective: Objective? = Objective(.maximize, "validation.accuracy")
    var substitution = SubstitutionRules(embedded: .refused, literalKeys: ["pattern"])
    var metrics: [String]? = ["validation.accuracy", "validation.loss", "test.accuracy"]

    func metricNames(for description: Node) -> [String]? {
        description["label"]?.textValue == "unvalidated" ? metrics?.filter { !$0.hasPrefix("validation.") } : metrics
    }

    func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics) {
        guard let map = MapReader(description, title: "'\(name)'", diagnostics: diagnostics) else { return }
        _ = map.number("rate", .positive)
        _ = map.integer("width", in: 1...4096)
        _ = map.integer("depth", in: 0...16)
        _ = map.text("label")
        _ = map.boolean("flag")
        _ = map.list("run")
        _ = map.take("pattern")
        if let optimizer = map.take("optimizer"),
            let (name, options) = optimizer.named(
                "optimizer", among: ["sgd", "adam"], diagnostics: diagnostics),
            let options, let inner = MapReader(options, title: "'\(name)'", diagnostics: diagnostics)
        {
            _ = inner.number("rate", .positive)
            if name == "adam" { _ = inner.number("beta", .halfOpen(0, 1)) }
            inner.finish()
        }
        map.finish(later: ["schedule"])
    }

    func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning] { [] }
    func stepsPerRun(_ description: Node) -> Int? { nil }
    func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] { [] }
    func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult { throw RunCancelled() }
    func provenance(_ description: Node, environment: TrialEnvironment) -> [(name: String, value: String)] { [] }
}
