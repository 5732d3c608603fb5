import Testing

@Suite("What is wrong with the keys on top and the search")
struct SearchMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "a misspelt key",
            """
            parameters: {x: [1, 2]}
            limts: {wall_time: 8h}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:1: 'limts': unknown key in the study; did you mean 'limits'?"),
        Mistake(
            "a misspelt parameters",
            """
            paramters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:1:1: 'paramters': unknown key in the study; did you mean 'parameters'?"),
        Mistake(
            "an unknown key",
            """
            parameters: {x: [1, 2]}
            colour: red
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:1: 'colour': unknown key in the study; known here: name, description, seed, "
                + "objective, parameters, require, search, limits, resources, trial"),
        Mistake(
            "no search and no trial",
            "name: a",
            "s.yaml:1:1: the study needs the key 'search'",
            "s.yaml:1:1: the study needs the key 'trial'"),
        Mistake(
            "an empty search",
            """
            parameters: {x: [1, 2]}
            search: 
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:1: the study needs the key 'search'"),
        Mistake(
            "a search without a method",
            """
            parameters: {x: [1, 2]}
            search: {trials: 3}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:9: 'search' needs the key 'method'"),
        Mistake(
            "a misspelt method",
            """
            parameters: {x: [1, 2]}
            search: {method: gird}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'search': unknown method 'gird'; did you mean 'grid'?"),
        Mistake(
            "a method of a later version",
            """
            parameters: {x: [1, 2]}
            search: {method: tpe, trials: 40}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'method': 'tpe' is not yet supported in this version; known here: grid, "
                + "random, list"),
        Mistake(
            "a method that is no word",
            """
            parameters: {x: [1, 2]}
            search: {method: 3}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'method': must be one of grid, random, list (got 3)"),
        Mistake(
            "an unknown key under search",
            """
            parameters: {x: [1, 2]}
            search: {method: random, trails: 3}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:26: 'trails': unknown key in 'search'; did you mean 'trials'?"),
        Mistake(
            "a random search without trials",
            """
            parameters: {x: [1, 2]}
            search: {method: random}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'search': method 'random' needs the number of trials; add 'trials: 40' under "
                + "'search'"),
        Mistake(
            "no trials",
            """
            parameters: {x: [1, 2]}
            search: {method: random, trials: 0}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:34: 'trials': must be a whole number from 1 to 10000000 (got 0)"),
        Mistake(
            "a fraction of a trial",
            """
            parameters: {x: [1, 2]}
            search: {method: random, trials: 1.5}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:34: 'trials': must be a whole number from 1 to 10000000 (got 1.5)"),
        Mistake(
            "negative repeats",
            """
            parameters: {x: [1, 2]}
            search: {method: grid, repeats: -1}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:33: 'repeats': must be a whole number from 1 to 1000000 (got -1)"),
        Mistake(
            "trials of a grid",
            """
            parameters: {x: [1, 2]}
            search: {method: grid, trials: 3}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:24: 'trials': method 'grid' knows the number of trials itself; remove the key, "
                + "or use method: random"),
        Mistake(
            "configurations of a random search",
            """
            parameters: {x: [1, 2]}
            search: {method: random, trials: 3, configurations: [{x: 1}]}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:37: 'configurations': goes with method: list only (got method 'random'); remove "
                + "the key, or use method: list"),
        Mistake(
            "a grid over a continuous parameter",
            """
            parameters:
              x: {log_uniform: [0.1, 1]}
              y: {uniform: [0, 1]}
            search: {method: grid}
            trial: {fake: {rate: $x, pattern: a, run: [$y]}}
            """,
            "s.yaml:2:3: 'x': method 'grid' cannot enumerate log_uniform; use geomspace: [low, high, "
                + "n] or values: […], or method: random",
            "s.yaml:3:3: 'y': method 'grid' cannot enumerate uniform; use linspace: [low, high, n] or "
                + "values: […], or method: random"),
        Mistake(
            "a grid over nothing",
            """
            parameters: {}
            search: {method: grid}
            trial: {fake: {width: 3}}
            """,
            "s.yaml:2:18: 'search': method 'grid' has nothing to vary; declare at least one parameter"),
        Mistake(
            "a random search over nothing",
            """
            search: {method: random, trials: 3}
            trial: {fake: {width: 3}}
            """,
            "s.yaml:1:18: 'search': method 'random' has nothing to vary; declare at least one parameter"),
        Mistake(
            "a list of nothing",
            """
            search: {method: list}
            trial: {fake: {width: 3}}
            """,
            "s.yaml:1:18: 'search': method 'list' has no configurations; add 'configurations: [{…}, "
                + "…]' under 'search'"),
    ]
}
