import Testing

@Suite("What is wrong with a reference, or with a value where it lands")
struct ReferenceMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "an undefined reference",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x, depth: $y}}
            """,
            "s.yaml:3:34: '$y': no parameter has this name; known here: x"),
        Mistake(
            "a misspelt reference",
            """
            parameters: {width: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $widht}}
            """,
            "s.yaml:3:23: '$widht': no parameter has this name; did you mean '$width'?"),
        Mistake(
            "an undefined reference in each place",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x, depth: $q, rate: $q}}
            """,
            "s.yaml:3:34: '$q': no parameter has this name; known here: x",
            "s.yaml:3:44: '$q': no parameter has this name; known here: x"),
        Mistake(
            "an undefined reference in a variant",
            """
            parameters: {x: {variants: {a: {sgd: {rate: $r}}}}}
            search: {method: grid}
            trial: {fake: {optimizer: $x}}
            """,
            "s.yaml:1:45: '$r': no parameter has this name; known here: x"),
        Mistake(
            "an unused parameter",
            """
            parameters: {x: [1, 2], y: [3, 4]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:25: 'y': declared but not used in 'trial'; use it as $y, or remove it"),
        Mistake(
            "an unused parameter with a space in its name",
            """
            parameters: {x: [1, 2], 'batch size': [3, 4]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:25: 'batch size': declared but not used in 'trial'; use it as \"${batch size}\", "
                + "or remove it"),
        Mistake(
            "a parameter that only require uses",
            """
            parameters: {x: [1, 2], y: [3, 4]}
            require: ["y > 3"]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:25: 'y': declared but not used in 'trial'; use it as $y, or remove it"),
        Mistake(
            "a parameter in a literal key only",
            """
            parameters: {x: [1, 2], y: [3, 4]}
            search: {method: grid}
            trial: {fake: {width: $x, pattern: $y}}
            """,
            "s.yaml:1:25: 'y': declared but not used in 'trial'; use it as $y, or remove it"),
        Mistake(
            "a value of the wrong type where it lands",
            """
            parameters: {x: [relu, tanh]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:23: 'width': must be a whole number from 1 to 4096 (got text \"relu\" from $x)"),
        Mistake(
            "a negative value where it lands",
            """
            parameters: {x: [-1, 3]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:23: 'width': must be a whole number from 1 to 4096 (got -1 from $x)"),
        Mistake(
            "a fraction where it lands",
            """
            parameters: {x: {uniform: [0.5, 4]}}
            search: {method: random, trials: 3}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:23: 'width': must be a whole number from 1 to 4096 (got 0.5 from $x)"),
        Mistake(
            "a bound of a draw that does not fit",
            """
            parameters: {x: {uniform: [0, 1]}}
            search: {method: random, trials: 3}
            trial: {fake: {rate: $x}}
            """,
            "s.yaml:3:22: 'rate': must be a number above 0 (got 0.0 from $x)"),
        Mistake(
            "a value in quotes where a number is needed",
            """
            parameters: {x: ["1", "2"]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:3:23: 'width': must be a whole number from 1 to 4096 (got text in quotes \"1\" "
                + "from $x); remove the quotes"),
        Mistake(
            "a reference inside a longer text",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {label: "a-$x"}}
            """,
            "s.yaml:3:23: a reference inside a longer text works in commands only (got \"a-$x\"); let "
                + "the whole value be the reference"),
        Mistake(
            "a key of the trial that is misspelt",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {widht: $x}}
            """,
            "s.yaml:3:16: 'widht': unknown key in 'fake'; did you mean 'width'?"),
        Mistake(
            "a key of the trial of a later version",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x, schedule: cosine}}
            """,
            "s.yaml:3:27: 'schedule': not yet supported in this version; remove the key"),
        Mistake(
            "a key inside a variant that is misspelt",
            """
            parameters:
              x:
                variants:
                  a: {sgd: {rate: 0.1}}
                  b: {adam: {rat: 0.1}}
            search: {method: grid}
            trial: {fake: {optimizer: $x}}
            """,
            "s.yaml:5:18: 'rat': unknown key in 'adam'; did you mean 'rate'?"),
        Mistake(
            "a value inside a variant that does not fit",
            """
            parameters:
              x: {variants: {a: {sgd: {rate: 0.1}}, b: {adam: {beta: $b}}}}
              b: [0.9, 1]
            search: {method: grid}
            trial: {fake: {optimizer: $x}}
            """,
            "s.yaml:2:58: 'beta': must be a number from 0 to below 1 (got 1 from $b)"),
        Mistake(
            "variants that lead back to themselves",
            """
            parameters:
              x: {variants: {a: {sgd: {rate: $y}}}}
              y: {variants: {b: {sgd: {rate: $x}}}}
            search: {method: grid}
            trial: {fake: {optimizer: $x}}
            """,
            "s.yaml:2:3: 'x': its variants lead back to itself (x → y → x); take the reference out of "
                + "a variant"),
        Mistake(
            "a reference where the parameter is inactive",
            """
            parameters:
              x: [1, 2]
              y: {values: [3, 4], when: {x: [2]}}
            search: {method: grid}
            trial: {fake: {width: $x, depth: $y}}
            """,
            "s.yaml:5:34: '$y': refers to 'y', which is inactive where x is not 2; give 'y' no 'when', "
                + "or use it only in the variant that goes with it"),
    ]
}
