import StudyCore
import StudyFiles
import Testing

/// What a declaration of `x` reads as.
private func described(_ declaration: String) throws -> String {
    let study = try read(declaring(declaration))
    let parameter = try #require(study.space["x"])
    return "\(parameter.distribution.typeDescription): \(parameter.distribution.rangeDescription)"
}

@Suite("Every distribution, in every form")
struct DistributionFormTests {
    @Test(
        "short and long forms read alike",
        arguments: [
            ("{value: 3}", "", "integer: 3"),
            ("[1, 2]", "{values: [1, 2]}", "integer: 1, 2"),
            ("{values: [a, b]}", "{values: {values: [a, b]}}", "text: a, b"),
            (
                "{values: [1, 2.5], weights: [1, 3]}", "{values: {values: [1, 2.5], weights: [1, 3]}}",
                "real: 1, 2.5 (weighted)"
            ),
            ("[true, null, 1, yes]", "", "mixed: true, null, 1, yes"),
            ("{linspace: [0, 1, 5]}", "{linspace: {low: 0, high: 1, n: 5}}", "real: 0.0 … 1.0 (linspace, 5 values)"),
            (
                "{geomspace: [0.001, 1, 4]}", "{geomspace: {low: 1e-3, high: 1, n: 4}}",
                "real: 0.001 … 1.0 (geomspace, 4 values)"
            ),
            ("{uniform: [-1, 1]}", "{uniform: {low: -1, high: 1}}", "real: -1.0 … 1.0 (uniform)"),
            (
                "{uniform: [0, 1], step: 0.1}", "{uniform: {low: 0, high: 1, step: 0.1}}",
                "real: 0.0 … 1.0 (uniform, step 0.1)"
            ),
            ("{log_uniform: [1e-3, 1]}", "{log_uniform: {low: 0.001, high: 1}}", "real: 0.001 … 1.0 (log_uniform)"),
            (
                "{reverse_log_uniform: [0.8, 0.999]}", "{reverse_log_uniform: {low: 0.8, high: 0.999}}",
                "real: 0.8 … 0.999 (reverse_log_uniform)"
            ),
            ("{int_uniform: [1, 9]}", "{int_uniform: {low: 1, high: 9}}", "integer: 1 … 9 (int_uniform)"),
            (
                "{int_uniform: [0, 12], step: 4}", "{int_uniform: {low: 0, high: 12, step: 4}}",
                "integer: 0 … 12 (int_uniform, step 4)"
            ),
            (
                "{int_log_uniform: [64, 2048]}", "{int_log_uniform: {low: 64.0, high: 2048}}",
                "integer: 64 … 2048 (int_log_uniform)"
            ),
            (
                "{int_log_uniform: [2, 10], step: 2}", "{int_log_uniform: {low: 2, high: 10, step: 2}}",
                "integer: 2 … 10 (int_log_uniform, step 2)"
            ),
            ("{normal: [0, 2]}", "{normal: {mean: 0, sd: 2}}", "real: mean 0.0, deviation 2.0"),
            (
                "{normal: [0, 2], low: -1, high: 1}", "{normal: {mean: 0, sd: 2, low: -1, high: 1}}",
                "real: mean 0.0, deviation 2.0 (from -1.0 to 1.0)"
            ),
            (
                "{log_normal: [0, 1], high: 5}", "{log_normal: {mu: 0, sigma: 1, high: 5}}",
                "real: exp of normal, mu 0.0, sigma 1.0 (from -∞ to 5.0)"
            ),
        ])
    func forms(short: String, long: String, expected: String) throws {
        #expect(try described(short) == expected)
        if !long.isEmpty { #expect(try described(long) == expected) }
    }

    @Test("a step may divide the range up to rounding only")
    func roundedSteps() throws {
        let study = try read(declaring("{uniform: [0.1, 0.7], step: 0.2}"))
        #expect(study.space["x"]?.distribution.enumerated?.map(\.text) == ["0.1", "0.3", "0.5", "0.7"])
    }

    @Test("variants hold pieces of YAML, and the name is the value")
    func variants() throws {
        let study = try read(
            """
            parameters:
              optimizer:
                variants:
                  plain: {sgd: {rate: 0.1}}
                  adaptive: {adam: {rate: $rate, beta: 0.9}}
              rate: {log_uniform: [0.001, 1]}
            search: {method: random, trials: 10}
            trial: {fake: {optimizer: $optimizer}}
            """)
        #expect(study.space["optimizer"]?.distribution.enumerated == [.text("plain"), .text("adaptive")])
        let plain = study.space.configuration(fromAll: ["optimizer": .text("plain"), "rate": .real(0.5)])
        #expect(plain.summary == "optimizer plain")
        let adaptive = study.space.configuration(fromAll: ["optimizer": .text("adaptive"), "rate": .real(0.5)])
        #expect(adaptive.summary == "optimizer adaptive, rate 0.5")
        let diagnostics = Diagnostics()
        let node = study.trial.node.substituting(
            adaptive, space: study.space, rules: FakeTrial().substitution, diagnostics: diagnostics)
        #expect(node["optimizer"]?.json == #"{"adam":{"rate":0.5,"beta":0.9}}"#)
        #expect(diagnostics.isEmpty)
    }

    @Test("a condition keeps a parameter to where it holds")
    func conditions() throws {
        let study = try read(
            """
            parameters:
              kind: [a, b]
              algorithm: {variants: {a: {sgd: {}}, b: {adam: {beta: $beta}}}}
              beta:
                values: [0.5, 0.9]
                when: {kind: [b]}
            require: ["kind == algorithm"]
            search: {method: grid}
            trial: {fake: {label: $kind, optimizer: $algorithm}}
            """)
        #expect(study.space["beta"]?.conditions.map(\.parameter) == ["kind"])
        #expect(study.space["beta"]?.conditions.first?.values == [.text("b")])
        var seen: [String] = []
        study.space.enumerate {
            seen.append($0.summary)
            return true
        }
        #expect(
            seen == ["kind a, algorithm a", "kind b, algorithm b, beta 0.5", "kind b, algorithm b, beta 0.9"])
    }
}
