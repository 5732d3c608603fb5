import StudyCore
import Testing

@testable import Search

/// A rule of the catalog with settings that it takes, for the suite that every rule must pass.
struct PrunerCase: CustomTestStringConvertible, Sendable {
    let method: PruningMethod
    let settings: Node

    var testDescription: String { method.name }

    /// What each rule needs to be told; one that is not here fails the suite.
    private static let settings: [String: [Node]] = [
        "threshold": [
            ["metric": "validation.loss", "above": 2.0, "after": 3], ["metric": "validation.accuracy", "below": 0.5],
        ]
    ]

    static let all: [PrunerCase] = PrunerCatalog.methods.flatMap { method in
        (settings[method.name] ?? [[:]]).map { PrunerCase(method: method, settings: $0) }
    }

    func make(_ diagnostics: Diagnostics = Diagnostics()) -> (any Pruner)? {
        let problem = PruningProblem(measured: nil, objective: Objective(.maximize, "validation.accuracy"))
        return method.read(settings, problem, diagnostics)
    }

    /// Measurements of every sort, good and bad, whole and without values.
    static let measurements: [Measurement] = [0, 1, 2, 3, 7, 1000].flatMap { step in
        [-Double.infinity, -1, 0, 0.3, 0.7, 5, .infinity, .nan].map { value in
            Measurement(
                unit: .epoch, step: step, seconds: 1,
                values: [("validation.loss", value), ("validation.accuracy", value)])
        } + [Measurement(unit: .epoch, step: step, seconds: 1, values: [])]
    }
}

@Suite("Every pruner") struct PrunerConformance {
    @Test("has a name of its own, in the words of a study file") func names() {
        let names = PrunerCatalog.methods.map(\.name)
        #expect(Set(names).count == names.count)
        for name in names { #expect(name.allSatisfy { $0.isLowercase || $0 == "_" || $0.isNumber }, "\(name)") }
    }

    @Test("can be made of its settings", arguments: PrunerCase.all) func made(_ tried: PrunerCase) {
        let diagnostics = Diagnostics()
        #expect(tried.make(diagnostics) != nil && diagnostics.isEmpty, "\(diagnostics.all)")
    }

    @Test("refuses settings that are no map, and keys that it does not know", arguments: PrunerCase.all)
    func refuses(_ tried: PrunerCase) {
        let misspelt = Node(.map((tried.settings.mapValue ?? []) + [Node.Entry("colour", "red")]))
        for settings in ["yes", [1], misspelt] as [Node] {
            let diagnostics = Diagnostics()
            let problem = PruningProblem(measured: nil, objective: nil)
            #expect(tried.method.read(settings, problem, diagnostics) == nil && !diagnostics.isEmpty)
        }
    }

    @Test("says the same of the same measurement, whatever it was shown before", arguments: PrunerCase.all)
    func pure(_ tried: PrunerCase) throws {
        let (first, second) = (try #require(tried.make()), try #require(tried.make()))
        let forwards = PrunerCase.measurements.map(first.advice)
        let backwards = Array(PrunerCase.measurements.reversed().map(second.advice).reversed())
        #expect(forwards == backwards && PrunerCase.measurements.map(first.advice) == forwards)
        // Both answers do occur, else it decides nothing.
        #expect(Set(forwards) == Set(RunAdvice.allCases))
        #expect(first.summary == second.summary && first.summary.hasPrefix(tried.method.name))
    }

    @Test("ends no run that measures nothing", arguments: PrunerCase.all) func silent(_ tried: PrunerCase) throws {
        let pruner = try #require(tried.make())
        for measurement in PrunerCase.measurements where measurement.values.isEmpty {
            #expect(pruner.advice(after: measurement) == .proceed)
        }
    }
}

@Suite("Threshold") struct ThresholdPrunerTests {
    @Test(
        "a run is ended beyond the bound, from the step on that is said, and never by what is not a number",
        arguments: [
            (3, 2.1, RunAdvice.stop), (3, 2.0, .proceed), (2, 9.0, .proceed), (100, .infinity, .stop),
            (3, .nan, .proceed),
            (3, -.infinity, .proceed),
        ])
    func above(step: Int, loss: Double, advice: RunAdvice) {
        let pruner = ThresholdPruner(metric: "loss", .above, 2, after: 3)
        let measurement = Measurement(unit: .epoch, step: step, seconds: 0, values: [("other", 50), ("loss", loss)])
        #expect(pruner.advice(after: measurement) == advice)
    }

    @Test("below is the other side") func below() {
        let pruner = ThresholdPruner(metric: "accuracy", .below, 0.5)
        for (accuracy, advice) in [(0.49, RunAdvice.stop), (0.5, .proceed), (0.9, .proceed), (-.infinity, .stop)] {
            let measurement = Measurement(unit: .epoch, step: 1, seconds: 0, values: [("accuracy", accuracy)])
            #expect(pruner.advice(after: measurement) == advice)
        }
        #expect(pruner.summary == "threshold: accuracy below 0.5 from step 1 on")
    }
}
