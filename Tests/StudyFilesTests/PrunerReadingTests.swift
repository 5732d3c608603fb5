import Search
import StudyCore
import StudyFiles
import Testing
import Trials

private let reader = StudyFileReader(
    kinds: [NetworkTrial(), ExpressionTrial()], methods: SearchCatalog.methods, pruners: PrunerCatalog.methods)

private func network(_ pruner: String, objective: String = "{maximize: validation.accuracy}", track: String = "[]")
    -> String
{
    """
    objective: \(objective)
    parameters: {x: [8, 16]}
    search: {method: grid, pruner: \(pruner)}
    trial: {network: {data: digits, hidden: [$x], optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 50, epochs: 2, track: \(track)}}
    """
}

private func expression(_ pruner: String) -> String {
    """
    parameters: {x: [0.1, 0.2]}
    search: {method: grid, pruner: \(pruner)}
    trial: {expression: {minimize: a^2, parameters: {a: 1}, optimizer: {sgd: {learning_rate: $x}}, iterations: 3}}
    """
}

private func readStudy(_ text: String) throws(StudyFileError) -> Study {
    try reader.read(text: text, file: "s.yaml", environment: TrialEnvironment(directory: "/somewhere"))
}

@Suite("A pruner in a study file") struct PrunerReadingTests {
    @Test(
        "is read with its metric, bound and step",
        arguments: [
            (
                network("{threshold: {metric: validation.accuracy, below: 0.5, after: 3}}"),
                "threshold: validation.accuracy below 0.5 from step 3 on"
            ),
            (
                network("{threshold: {metric: train.loss, above: 2}}"), "threshold: train.loss above 2.0 from step 1 on"
            ),
            (
                network(
                    "{threshold: {metric: test.loss, above: 2}}", objective: "{minimize: test.loss}",
                    track: "[test_curve]"),
                "threshold: test.loss above 2.0 from step 1 on"
            ),
            (expression("{threshold: {metric: loss, above: 1e3}}"), "threshold: loss above 1000.0 from step 1 on"),
            (expression("{threshold: {metric: a, below: -1}}"), "threshold: a below -1.0 from step 1 on"),
        ])
    func reads(text: String, summary: String) throws {
        #expect(try readStudy(text).search.pruner?.summary == summary)
    }

    @Test(
        "is refused with its place and a way out",
        arguments: [
            Mistake(
                "a misspelt metric", network("{threshold: {metric: validation.acuracy, below: 0.5}}"),
                "s.yaml:3:53: 'metric': a run does not measure 'validation.acuracy' on its way; did you mean "
                    + "'validation.accuracy'?"),
            Mistake(
                "a metric of the end", network("{threshold: {metric: parameters, below: 5}}"),
                "s.yaml:3:53: 'metric': a run does not measure 'parameters' on its way; known here: "
                    + "validation.accuracy, validation.loss, train.loss, train.accuracy"),
            Mistake(
                "the held-out part",
                network("{threshold: {metric: test.accuracy, below: 0.5}}", track: "[test_curve]"),
                "s.yaml:3:53: 'metric': 'test.accuracy' is of the held-out part, by which no run is to be chosen; take a "
                    + "metric of the validation part"),
            Mistake(
                "no bound", network("{threshold: {metric: validation.accuracy}}"),
                "s.yaml:3:44: 'threshold': takes one of above and below (got neither); write below: 0.5"),
            Mistake(
                "two bounds", expression("{threshold: {metric: loss, below: 0.5, above: 2}}"),
                "s.yaml:2:59: 'threshold': takes one of above and below (got both); keep one"),
            Mistake(
                "no metric", expression("{threshold: {above: 2}}"),
                "s.yaml:2:44: 'threshold' needs the key 'metric'"),
            Mistake(
                "a step of 0", expression("{threshold: {metric: loss, above: 2, after: 0}}"),
                "s.yaml:2:76: 'after': must be a whole number of at least 1 (got 0)"),
            Mistake(
                "a bound that is none", expression("{threshold: {metric: loss, above: .inf}}"),
                "s.yaml:2:66: 'above': must be a finite number (got .inf)"),
            Mistake(
                "no settings", expression("{threshold: }"),
                "s.yaml:2:33: 'threshold' must be a map of keys to values (got nothing)"),
            Mistake(
                "a bare name", expression("threshold"),
                "s.yaml:2:32: 'pruner': takes exactly one of threshold with its settings (got text \"threshold\"); write "
                    + "pruner: {threshold: {…}}"),
            Mistake(
                "a rule of a later version", expression("{median: {}}"),
                "s.yaml:2:33: 'pruner': 'median' is not yet supported in this version; known here: threshold"),
            Mistake(
                "an unknown rule", expression("{treshold: {metric: loss, above: 2}}"),
                "s.yaml:2:33: 'pruner': unknown pruner 'treshold'; did you mean 'threshold'?"),
            Mistake(
                "the wrong place",
                "pruner: {threshold: {metric: loss, above: 2}}\n"
                    + expression("{threshold: {metric: loss, above: 2}}"),
                "s.yaml:1:1: 'pruner': stands in the wrong place; write it under 'search'"),
        ])
    func mistakes(_ mistake: Mistake) {
        do throws(StudyFileError) {
            _ = try readStudy(mistake.text)
            Issue.record("it is taken")
        } catch {
            #expect(error.sentences == mistake.sentences)
        }
    }

    @Test("a study that has run keeps its pruner, however it is written") func changes() throws {
        let stored = try readStudy(expression("{threshold: {metric: loss, above: 2}}"))
        let same = try readStudy(expression("{threshold: {above: 2.0, after: 1, metric: loss}}"))
        guard case .same = StudyComparison(stored: stored, new: same) else {
            Issue.record("another way to write the same rule is taken for another rule")
            return
        }
        let other = try readStudy(expression("{threshold: {metric: loss, above: 3}}"))
        guard case .incompatible(let reasons, _) = StudyComparison(stored: stored, new: other) else {
            Issue.record("another bound is taken for the same rule")
            return
        }
        #expect(
            reasons == [
                "search.pruner threshold: loss above 2.0 from step 1 on → threshold: loss above 3.0 from step 1 on"
            ])
    }
}
