import Testing

@Suite("What is wrong with values, weights and forms")
struct ValueMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "no values",
            declaring("{values: []}"),
            "s.yaml:2:15: 'x': needs at least one value; write [first, second]"),
        Mistake(
            "an empty bare list",
            declaring("[]"),
            "s.yaml:2:6: 'x': needs at least one value; write [first, second]"),
        Mistake(
            "values that are no list",
            declaring("{values: 3}"),
            "s.yaml:2:15: 'x': values takes [first, second, …] (got 3)"),
        Mistake(
            "a value twice",
            declaring("[1, 2, 1.0]"),
            "s.yaml:2:13: 'x': the value 1.0 stands twice, first at 2:7; keep one"),
        Mistake(
            "a text twice",
            declaring("[relu, tanh, relu]"),
            "s.yaml:2:19: 'x': the value relu stands twice, first at 2:7; keep one"),
        Mistake(
            "a map among values",
            declaring("[1, {a: 2}]"),
            "s.yaml:2:10: 'x': a single value is expected (got a map); use variants: {name: …} for "
                + "pieces of YAML"),
        Mistake(
            "an infinite value",
            declaring("[1, .inf]"),
            "s.yaml:2:10: 'x': values must be finite (got .inf)"),
        Mistake(
            "weights too few",
            declaring("{values: [1, 2, 3], weights: [1, 2]}"),
            "s.yaml:2:35: 'x': weights must be one for each value (3 values, 2 weights)"),
        Mistake(
            "weights all 0",
            declaring("{values: [1, 2], weights: [0, 0]}"),
            "s.yaml:2:32: 'x': the weights must not all be 0; give the values you want a weight above 0"),
        Mistake(
            "a negative weight",
            declaring("{values: [1, 2], weights: [1, -1]}"),
            "s.yaml:2:36: 'x': must be a number of at least 0 (got -1)"),
        Mistake(
            "weights that are no list",
            declaring("{values: [1, 2], weights: 3}"),
            "s.yaml:2:32: 'x': weights must be a list of numbers (got 3)"),
        Mistake(
            "weights without values",
            declaring("{uniform: [0, 1], weights: [1, 2]}"),
            "s.yaml:2:24: 'x': 'weights' goes with values only, not with uniform; remove it"),
        Mistake(
            "a deviation of 0",
            declaring("{normal: [0, 0]}"),
            "s.yaml:2:19: 'x': must be a number above 0 (got 0)"),
        Mistake(
            "a negative sigma",
            declaring("{log_normal: {mu: 0, sigma: -1}}"),
            "s.yaml:2:34: 'x': must be a number above 0 (got -1)"),
        Mistake(
            "a truncation out of order",
            declaring("{normal: [0, 1], low: 1, high: -1}"),
            "s.yaml:2:15: 'x': low must be below high (got 1, -1); swap them"),
        Mistake(
            "a truncation that leaves nothing",
            declaring("{normal: [0, 1], low: 100}"),
            "s.yaml:2:28: 'x': the range that is left lies more than 8 standard deviations from the "
                + "middle; move the bound, or use uniform"),
        Mistake(
            "a truncation of a log-normal at 0",
            declaring("{log_normal: [0, 1], low: 0}"),
            "s.yaml:2:32: 'x': must be a number above 0 (got 0)"),
        Mistake(
            "a truncation that does not belong",
            declaring("{uniform: [0, 1], low: 0}"),
            "s.yaml:2:24: 'x': 'low' goes with normal, log_normal only, not with uniform; remove it"),
        Mistake(
            "a variant that holds nothing",
            declaring("{variants: {a: , b: 2}}"),
            "s.yaml:2:18: 'x': the variant 'a' holds nothing; give it the piece of YAML that it stands for"),
        Mistake(
            "no variants",
            declaring("{variants: {}}"),
            "s.yaml:2:17: 'x': variants takes a map of names to pieces of YAML (got none); write "
                + "variants: {first: …, second: …}"),
        Mistake(
            "variants as a list",
            declaring("{variants: [a, b]}"),
            "s.yaml:2:17: 'x': variants takes a map of names to pieces of YAML (got a list); write "
                + "variants: {first: …, second: …}"),
        Mistake(
            "a constant that is a list",
            declaring("{value: [1, 2]}"),
            "s.yaml:2:14: 'x': a single value is expected (got a list); use variants: {name: …} for "
                + "pieces of YAML"),
        Mistake(
            "a bare constant",
            declaring("3"),
            "s.yaml:2:6: 'x': a distribution is expected (got 3); write {value: 3} for a constant"),
        Mistake(
            "a bare word",
            declaring("relu"),
            "s.yaml:2:6: 'x': a distribution is expected (got text \"relu\"); write {value: relu} for "
                + "a constant"),
        Mistake(
            "nothing",
            declaring(""),
            "s.yaml:2:5: 'x': declares no distribution; write {uniform: [0, 1]}, {values: [1, 2, 3]} "
                + "or another distribution"),
        Mistake(
            "an empty map",
            declaring("{}"),
            "s.yaml:2:6: 'x': declares no distribution; write {uniform: [0, 1]}, {values: [1, 2, 3]} "
                + "or another distribution"),
        Mistake(
            "a misspelt distribution",
            declaring("{log_unifrm: [0.1, 1]}"),
            "s.yaml:2:7: 'x': unknown distribution 'log_unifrm'; did you mean 'log_uniform'?"),
        Mistake(
            "an unknown distribution",
            declaring("{beta: [1, 2]}"),
            "s.yaml:2:7: 'x': unknown distribution 'beta'; known here: value, values, variants, "
                + "linspace, geomspace, uniform, log_uniform, reverse_log_uniform, int_uniform, "
                + "int_log_uniform, normal, log_normal"),
        Mistake(
            "a condition without a distribution",
            declaring("{when: {y: [1]}}"),
            "s.yaml:2:6: 'x': declares no distribution; write {uniform: [0, 1]}, {values: [1, 2, 3]} "
                + "or another distribution"),
        Mistake(
            "two distributions",
            declaring("{uniform: [0, 1], values: [1]}"),
            "s.yaml:2:6: 'x': takes exactly one distribution (got values, uniform); keep one"),
        Mistake(
            "an unknown key beside a distribution",
            declaring("{uniform: [0, 1], setp: 0.1}"),
            "s.yaml:2:24: 'setp': unknown key in 'x'; did you mean 'step'?"),
        Mistake(
            "a parameter without a name",
            """
            parameters: {"": [1, 2]}
            search: {method: grid}
            trial: {fake: {}}
            """,
            "s.yaml:1:14: a parameter's name is empty; name it"),
        Mistake(
            "a parameter with a dollar in its name",
            """
            parameters: {$x: [1, 2]}
            search: {method: grid}
            trial: {fake: {}}
            """,
            "s.yaml:1:14: '$x': a parameter's name cannot hold '$', braces or control characters; rename it"),
        Mistake(
            "parameters as a list",
            """
            parameters: [x]
            search: {method: grid}
            trial: {fake: {}}
            """,
            "s.yaml:1:13: 'parameters': must be a map of names to distributions (got a list); write "
                + "learning_rate: {log_uniform: [0.001, 1]}"),
        Mistake(
            "a quoted name with an umlaut",
            """
            parameters: {"Größe \\"x\\"": {uniform: [1, 0]}}
            search: {method: random, trials: 1}
            trial: {fake: {}}
            """,
            "s.yaml:1:39: 'Größe \"x\"': low must be below high (got 1, 0); swap them"),
    ]
}
