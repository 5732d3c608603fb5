import Testing

@Suite("What is wrong with conditions, constraints and lists")
struct RelationMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "a condition on an unknown parameter",
            """
            parameters: {x: {values: [1, 2], when: {wide: [1]}}, wider: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x, depth: $wider}}
            """,
            "s.yaml:1:41: 'x': 'when' names the unknown parameter 'wide'; did you mean 'wider'?"),
        Mistake(
            "a condition on itself",
            """
            parameters: {x: {values: [1, 2], when: {x: [1]}}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:41: 'x': its condition is about itself"),
        Mistake(
            "a condition that is never met",
            """
            parameters: {y: [sgd, adam], x: {values: [1, 2], when: {y: [adma]}}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:61: 'x': 'y' is never \"adma\"; did you mean 'adam'?"),
        Mistake(
            "a condition out of range",
            """
            parameters: {y: {int_uniform: [1, 4]}, x: {values: [1, 2], when: {y: [2, 9]}}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:74: 'x': 'y' is never 9; it takes 1 … 4 (int_uniform)"),
        Mistake(
            "a condition on a number in quotes",
            """
            parameters: {y: [1, 2], x: {values: [1, 2], when: {y: ["1"]}}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:56: 'x': 'y' is never \"1\"; remove the quotes"),
        Mistake(
            "a condition that is no list",
            """
            parameters: {y: [1, 2], x: {values: [1, 2], when: {y: 1}}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:55: 'x': 'when' needs a list of values of 'y' (got 1); write when: {y: [1]}"),
        Mistake(
            "a condition that is no map",
            """
            parameters: {x: {values: [1, 2], when: always}}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:40: 'x': when takes a map of a parameter to a list of its values (got text "
                + "\"always\"); write when: {optimizer: [adam]}"),
        Mistake(
            "conditions in a circle",
            """
            parameters:
              x: {values: [1, 2], when: {y: [1]}}
              y: {values: [1, 2], when: {z: [1]}}
              z: {values: [1, 2], when: {x: [1]}}
            search: {method: grid}
            trial: {fake: {run: [$x, $y, $z]}}
            """,
            "s.yaml:2:30: 'x': the conditions run in a circle (x → y → z → x); remove one of them"),
        Mistake(
            "a require that is no list",
            """
            parameters: {x: [1, 2]}
            require: x > 1
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:10: 'require': must be a list of expressions (got text \"x > 1\"); write [\"x > 1\"]"),
        Mistake(
            "a require that is a number",
            """
            parameters: {x: [1, 2]}
            require: [3]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:11: 'require': needs a comparison as text (got 3); write \"narrow <= wide\""),
        Mistake(
            "a require with an unknown name",
            """
            parameters: {x: [1, 2]}
            require: ["y > 1"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:12: 'require': unknown name 'y' in \"y > 1\"; known here: x"),
        Mistake(
            "a require with a misspelt name",
            """
            parameters: {narrow: [1, 2]}
            require: ["narow <= 2"]
            search: {method: grid}
            trial: {fake: {width: $narrow}}
            """,
            "s.yaml:2:12: 'require': unknown name 'narow' in \"narow <= 2\"; did you mean 'narrow'?"),
        Mistake(
            "a require with an unknown function",
            """
            parameters: {x: [1, 2]}
            require: ["srqt(x) > 1"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:12: 'require': unknown function 'srqt' in \"srqt(x) > 1\"; did you mean 'sqrt'?"),
        Mistake(
            "a require that ends early",
            """
            parameters: {x: [1, 2]}
            require:
              - x >
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:7: 'require': the expression ends after '>' in \"x >\"; complete it"),
        Mistake(
            "a require with a parenthesis open",
            """
            parameters: {x: [1, 2]}
            require:
              - (x + 1 > 1
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:5: 'require': a parenthesis is not closed in \"(x + 1 > 1\"; add ')'"),
        Mistake(
            "a require with a foreign operator",
            """
            parameters: {x: [1, 2]}
            require: ["x > 1 && x < 3"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'require': unexpected '&&' in \"x > 1 && x < 3\"; write 'and'"),
        Mistake(
            "a require with a single equals sign",
            """
            parameters: {x: [1, 2]}
            require: ['x = 1']
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:14: 'require': unexpected '=' in \"x = 1\"; write '=='"),
        Mistake(
            "a require that is no condition",
            """
            parameters: {x: [1, 2]}
            require: ["x + 1"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:12: 'require': must give true or false (gives a number) in \"x + 1\"; write a "
                + "comparison such as narrow <= wide"),
        Mistake(
            "a require that compares number and text",
            """
            parameters: {x: [1, 2]}
            require: ["x == 'a'"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:14: 'require': '==' cannot compare a number with a text in \"x == 'a'\"; put "
                + "both in quotes, or neither"),
        Mistake(
            "a require about nothing",
            """
            parameters: {x: [1, 2]}
            require: ["1 < 2"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:11: 'require': speaks of no parameter (got \"1 < 2\"); remove it, or compare parameters"),
        Mistake(
            "a require over two lines",
            """
            parameters: {x: [1, 2]}
            require:
              - >-
                x >
                y
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:5: 'require': unknown name 'y' in \"x > y\"; known here: x"),
        Mistake(
            "a require that nothing satisfies",
            """
            parameters: {x: [1, 2]}
            require: ["x > 2"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:11: 'require': no configuration satisfies 'x > 2'; widen a range or relax the "
                + "constraint"),
        Mistake(
            "a list that leaves out what the trial uses",
            """
            search: {method: list, configurations: [{x: 1}, {y: 2}]}
            trial: {fake: {width: $x, depth: $y}}
            """,
            "s.yaml:1:41: 'configuration 1': leaves out 'y', which the trial uses at 2:34; give it a value",
            "s.yaml:1:49: 'configuration 2': leaves out 'x', which the trial uses at 2:23; give it a value"),
        Mistake(
            "a list with an unknown parameter",
            """
            parameters: {x: [1, 2]}
            search: {method: list, configurations: [{x: 1}, {xx: 2}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:50: 'configuration 2': unknown parameter 'xx'; did you mean 'x'?"),
        Mistake(
            "a list with an undeclared value",
            """
            parameters: {x: [1, 2]}
            search: {method: list, configurations: [{x: 1}, {x: 3}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:53: 'configuration 2': 'x' is never 3; it takes 1, 2"),
        Mistake(
            "a list with the same configuration twice",
            """
            search: {method: list, configurations: [{x: 1}, {x: 1.0}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:49: 'configuration 2': is the same as configuration 1; use 'repeats' to run a "
                + "configuration more than once"),
        Mistake(
            "a list with a configuration that is no map",
            """
            search: {method: list, configurations: [{x: 1}, 2]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:49: 'configuration 2': must be a map of parameters to values (got 2); write "
                + "{learning_rate: 0.1}"),
        Mistake(
            "a list against a constraint",
            """
            parameters: {x: [1, 2]}
            require: ["x > 1"]
            search: {method: list, configurations: [{x: 1}, {x: 2}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:41: 'configuration 1': does not satisfy 'x > 1'; change a value, or relax the "
                + "constraint"),
        Mistake(
            "a list with a parameter that has no effect",
            """
            parameters:
              x: {variants: {a: {sgd: {rate: 0.1}}, b: {adam: {beta: $b}}}}
              b: {uniform: [0, 0.9]}
            search: {method: list, configurations: [{x: a, b: 0.5}, {x: b, b: 0.5}]}
            trial: {fake: {optimizer: $x}}
            """,
            "s.yaml:4:48: 'configuration 1': 'b' has no effect beside these values; leave it out"),
        Mistake(
            "a list with a value that does not fit",
            """
            search: {method: list, configurations: [{x: 1}, {x: -2}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:23: 'width': must be a whole number from 1 to 4096 (got -2 from $x)"),
        Mistake(
            "many mistakes in one file",
            """
            nam: a
            seed: x
            parameters:
              rate: {log_uniform: [0, 1]}
              width: [8, -8]
            require: ["wide > 1"]
            search: {method: random, trails: 3}
            limits: {wall_time: 8}
            trial: {fake: {rate: $rate, width: $width, depth: $depht, labl: a}}
            """,
            "s.yaml:1:1: 'nam': unknown key in the study; did you mean 'name'?",
            "s.yaml:2:7: 'seed': must be a whole number of at least 0 (got text \"x\")",
            "s.yaml:4:24: 'rate': log_uniform needs both bounds above 0 (got 0, 1); use uniform, or "
                + "raise the bound",
            "s.yaml:6:12: 'require': unknown name 'wide' in \"wide > 1\"; known here: rate, width",
            "s.yaml:7:26: 'trails': unknown key in 'search'; did you mean 'trials'?",
            "s.yaml:8:21: 'wall_time': must be a duration such as 90s, 20m, 8h or 1h30m (got 8); write "
                + "8s for seconds",
            "s.yaml:9:36: 'width': must be a whole number from 1 to 4096 (got -8 from $width)",
            "s.yaml:9:51: '$depht': no parameter has this name; known here: rate, width",
            "s.yaml:9:59: 'labl': unknown key in 'fake'; did you mean 'label'?"),
    ]
}
