import Testing

@Suite("What is wrong with bounds, steps and counts")
struct BoundMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "a bound of 0 under a logarithm",
            declaring("{log_uniform: [0, 1]}"),
            "s.yaml:2:21: 'x': log_uniform needs both bounds above 0 (got 0, 1); use uniform, or raise "
                + "the bound"),
        Mistake(
            "a negative bound under a logarithm",
            declaring("{log_uniform: {low: -1, high: 1}}"),
            "s.yaml:2:26: 'x': log_uniform needs both bounds above 0 (got -1, 1); use uniform, or "
                + "raise the bound"),
        Mistake(
            "an exponent in place of a bound",
            declaring("{log_uniform: [-3, -1]}"),
            "s.yaml:2:21: 'x': log_uniform needs both bounds above 0 (got -3, -1); use uniform, or "
                + "raise the bound"),
        Mistake(
            "a geometric space from 0",
            declaring("{geomspace: [0, 1, 5]}"),
            "s.yaml:2:19: 'x': geomspace needs both bounds above 0 (got 0, 1); use linspace, or raise "
                + "the bound"),
        Mistake(
            "a logarithm of whole numbers from 0",
            declaring("{int_log_uniform: [0, 64]}"),
            "s.yaml:2:25: 'x': int_log_uniform needs both bounds above 0 (got 0, 64); use int_uniform, "
                + "or begin at 1"),
        Mistake(
            "an infinite bound",
            declaring("{uniform: [0, .inf]}"),
            "s.yaml:2:20: 'x': must be a finite number (got .inf)"),
        Mistake(
            "an infinite lower bound",
            declaring("{log_uniform: [-.inf, 1]}"),
            "s.yaml:2:21: 'x': must be a finite number (got -.inf)"),
        Mistake(
            "a bound that is no number",
            declaring("{uniform: [.nan, 1]}"),
            "s.yaml:2:17: 'x': must be a finite number (got .nan)"),
        Mistake(
            "a number too large for a double",
            declaring("{uniform: [0, 1e999]}"),
            "s.yaml:2:20: 'x': must be a finite number (got .inf)"),
        Mistake(
            "a range too wide for a double",
            declaring("{uniform: [-1e308, 1e308]}"),
            "s.yaml:2:16: 'x': the range is too wide (got -1e+308, 1e+308)"),
        Mistake(
            "low above high",
            declaring("{log_uniform: [0.1, 0.01]}"),
            "s.yaml:2:20: 'x': low must be below high (got 0.1, 0.01); swap them"),
        Mistake(
            "low above high in whole numbers",
            declaring("{int_uniform: [64, 16]}"),
            "s.yaml:2:20: 'x': low must be below high (got 64, 16); swap them"),
        Mistake(
            "low equal to high",
            declaring("{uniform: [0.5, 0.5]}"),
            "s.yaml:2:16: 'x': low must be below high (got 0.5, 0.5); use value: 0.5 for a constant"),
        Mistake(
            "a momentum of 1",
            declaring("{reverse_log_uniform: [0.8, 1]}"),
            "s.yaml:2:34: 'x': reverse_log_uniform needs both bounds below 1 (got 0.8, 1); use a bound "
                + "such as 0.999"),
        Mistake(
            "a number in quotes",
            declaring("{uniform: [\"0.1\", 1]}"),
            "s.yaml:2:17: 'x': must be a finite number (got text in quotes \"0.1\"); remove the quotes"),
        Mistake(
            "a text where a number belongs",
            declaring("{uniform: [zero, 1]}"),
            "s.yaml:2:17: 'x': must be a finite number (got text \"zero\")"),
        Mistake(
            "a number with a leading zero",
            declaring("{int_uniform: [010, 64]}"),
            "s.yaml:2:21: 'x': must be a whole number (got text \"010\")"),
        Mistake(
            "a fraction where a whole number belongs",
            declaring("{int_uniform: [1.5, 64]}"),
            "s.yaml:2:21: 'x': must be a whole number (got 1.5)"),
        Mistake(
            "one bound",
            declaring("{uniform: [1]}"),
            "s.yaml:2:16: 'x': uniform takes [low, high] (got 1 value)"),
        Mistake(
            "three bounds",
            declaring("{uniform: [0, 1, 2]}"),
            "s.yaml:2:16: 'x': uniform takes [low, high] (got 3 values)"),
        Mistake(
            "a bare bound",
            declaring("{uniform: 1}"),
            "s.yaml:2:16: 'x': uniform takes [low, high] (got 1)"),
        Mistake(
            "a bound that is missing",
            declaring("{uniform: {low: 0}}"),
            "s.yaml:2:16: 'x': uniform needs 'high'"),
        Mistake(
            "a bound that is misspelt",
            declaring("{uniform: {low: 0, hihg: 1}}"),
            "s.yaml:2:16: 'x': uniform needs 'high'",
            "s.yaml:2:25: 'hihg': unknown key in 'uniform'; did you mean 'high'?"),
        Mistake(
            "nothing after the colon",
            declaring("{uniform: }"),
            "s.yaml:2:7: 'x': 'uniform' has nothing after its colon; write uniform: [low, high]"),
        Mistake(
            "a step that does not divide the range",
            declaring("{uniform: [0, 1], step: 0.3}"),
            "s.yaml:2:30: 'x': step 0.3 does not divide the range from 0 to 1; step 0.333333 does"),
        Mistake(
            "a step that does not divide a range of whole numbers",
            declaring("{int_uniform: [10, 64], step: 7}"),
            "s.yaml:2:36: 'x': step 7 does not divide the range from 10 to 64; step 6 does"),
        Mistake(
            "a step of 0",
            declaring("{uniform: [0, 1], step: 0}"),
            "s.yaml:2:30: 'x': must be a number above 0 (got 0)"),
        Mistake(
            "a negative step",
            declaring("{int_uniform: {low: 0, high: 8, step: -2}}"),
            "s.yaml:2:44: 'x': must be a whole number of at least 1 (got -2)"),
        Mistake(
            "a step larger than the range",
            declaring("{uniform: [0, 1], step: 3}"),
            "s.yaml:2:30: 'x': step 3 does not divide the range from 0 to 1; step 1 does"),
        Mistake(
            "a step that makes too many values",
            declaring("{uniform: [0, 1], step: 1e-9}"),
            "s.yaml:2:30: 'x': step 1e-09 makes more than 1000000 values; use a larger step, or none"),
        Mistake(
            "a step under a logarithm",
            declaring("{log_uniform: [0.1, 1], step: 0.1}"),
            "s.yaml:2:30: 'x': 'step' goes with uniform, int_uniform, int_log_uniform only, not with "
                + "log_uniform; remove it"),
        Mistake(
            "a step told twice",
            declaring("{uniform: {low: 0, high: 1, step: 0.1}, step: 0.2}"),
            "s.yaml:2:46: 'x': 'step' stands twice; keep one"),
        Mistake(
            "a space of one value",
            declaring("{linspace: [0, 1, 1]}"),
            "s.yaml:2:24: 'x': must be a whole number from 2 to 1000000 (got 1)"),
        Mistake(
            "a space of no values",
            declaring("{linspace: [0, 1, 0]}"),
            "s.yaml:2:24: 'x': must be a whole number from 2 to 1000000 (got 0)"),
        Mistake(
            "a space of a fraction of values",
            declaring("{linspace: [0, 1, 2.5]}"),
            "s.yaml:2:24: 'x': must be a whole number from 2 to 1000000 (got 2.5)"),
        Mistake(
            "a space without its count",
            declaring("{linspace: [0, 1]}"),
            "s.yaml:2:17: 'x': linspace takes [low, high, n] (got 2 values)"),
    ]
}
