import Testing

@Suite("What is wrong with the seed, objective, limits and kind")
struct SectionMistakeTests {
    @Test("each mistake has its sentence", arguments: mistakes)
    func mistake(_ mistake: Mistake) {
        #expect(sentences(mistake.text) == mistake.sentences)
    }

    static let mistakes = [
        Mistake(
            "a negative seed",
            """
            parameters: {x: [1, 2]}
            seed: -1
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:7: 'seed': must be a whole number of at least 0 (got -1)"),
        Mistake(
            "a seed that is text",
            """
            parameters: {x: [1, 2]}
            seed: abc
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:7: 'seed': must be a whole number of at least 0 (got text \"abc\")"),
        Mistake(
            "a default objective that no run reports",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x, label: unvalidated}}
            """,
            "s.yaml:3:15: 'objective': the trial does not report validation.accuracy, the default; name an objective, "
                + "for example objective: {maximize: test.accuracy}"),
        Mistake(
            "an objective that not every trial reports",
            """
            parameters: {x: [validated, unvalidated]}
            objective: {minimize: validation.loss}
            search: {method: grid}
            trial: {fake: {label: $x}}
            """,
            "s.yaml:4:15: 'objective': the trial with x unvalidated does not report validation.loss; name an objective, "
                + "for example objective: {minimize: test.accuracy}"),
        Mistake(
            "an empty name",
            """
            parameters: {x: [1, 2]}
            name: ''
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:1: 'name': must not be empty; remove the key to take the file's name"),
        Mistake(
            "a name that is a number",
            """
            parameters: {x: [1, 2]}
            name: 5
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:7: 'name': must be text (got 5); put it in quotes"),
        Mistake(
            "a description that is a list",
            """
            parameters: {x: [1, 2]}
            description: [a]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:14: 'description': must be text (got a list); put it in quotes"),
        Mistake(
            "an objective that is a word",
            """
            parameters: {x: [1, 2]}
            objective: validation.accuracy
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:12: 'objective': takes maximize or minimize and a metric (got text "
                + "\"validation.accuracy\"); write objective: {maximize: validation.accuracy}"),
        Mistake(
            "a misspelt goal",
            """
            parameters: {x: [1, 2]}
            objective: {maximise: validation.accuracy}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:13: 'objective': takes maximize or minimize and a metric (got maximise); did you "
                + "mean 'maximize'?"),
        Mistake(
            "two goals",
            """
            parameters: {x: [1, 2]}
            objective: {maximize: validation.accuracy, minimize: validation.loss}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:12: 'objective': takes maximize or minimize and a metric (got maximize, "
                + "minimize); keep one"),
        Mistake(
            "an objective without a metric",
            """
            parameters: {x: [1, 2]}
            objective: {maximize: }
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:23: 'maximize': needs a metric's name (got nothing); write maximize: "
                + "validation.accuracy"),
        Mistake(
            "a misspelt metric",
            """
            parameters: {x: [1, 2]}
            objective: {maximize: validation.acuracy}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:23: 'objective': unknown metric 'validation.acuracy'; did you mean "
                + "'validation.accuracy'?"),
        Mistake(
            "a duration without a unit",
            """
            parameters: {x: [1, 2]}
            limits: {wall_time: 90}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:21: 'wall_time': must be a duration such as 90s, 20m, 8h or 1h30m (got 90); "
                + "write 90s for seconds"),
        Mistake(
            "a duration with an unknown unit",
            """
            parameters: {x: [1, 2]}
            limits: {trial_time: 3 weeks}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:22: 'trial_time': must be a duration such as 90s, 20m, 8h or 1h30m (got text \"3 "
                + "weeks\")"),
        Mistake(
            "a duration out of order",
            """
            parameters: {x: [1, 2]}
            limits: {trial_time: 30m1h}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:22: 'trial_time': must be a duration such as 90s, 20m, 8h or 1h30m (got text \"30m1h\")"),
        Mistake(
            "a duration with a colon",
            """
            parameters: {x: [1, 2]}
            limits: {trial_time: 1:30}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:22: 'trial_time': must be a duration such as 90s, 20m, 8h or 1h30m (got text \"1:30\")"),
        Mistake(
            "a duration of nothing",
            """
            parameters: {x: [1, 2]}
            limits: {trial_time: 0s}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:22: 'trial_time': must be longer than nothing (got 0s); remove the key for no limit"),
        Mistake(
            "negative failures",
            """
            parameters: {x: [1, 2]}
            limits: {failures: -1}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:20: 'failures': must be a whole number of at least 0 (got -1)"),
        Mistake(
            "a fraction of a retry",
            """
            parameters: {x: [1, 2]}
            limits: {retries: 0.5}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:19: 'retries': must be a whole number from 0 to 100 (got 0.5)"),
        Mistake(
            "memory without a unit",
            """
            parameters: {x: [1, 2]}
            limits: {memory: 2}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be an amount of memory such as 512MiB or 2GiB (got 2); write 2GiB for gibibytes"
        ),
        Mistake(
            "memory with an unknown unit",
            """
            parameters: {x: [1, 2]}
            limits: {memory: 2 gigs}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be an amount of memory such as 512MiB or 2GiB (got text \"2 gigs\")"),
        Mistake(
            "memory below nothing",
            """
            parameters: {x: [1, 2]}
            limits: {memory: -2GiB}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be an amount of memory such as 512MiB or 2GiB (got text \"-2GiB\")"),
        Mistake(
            "more memory than can be counted",
            """
            parameters: {x: [1, 2]}
            limits: {memory: 1e30GiB}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be an amount of memory such as 512MiB or 2GiB (got text \"1e30GiB\")"),
        Mistake(
            "more memory than fits into 64 bits",
            """
            parameters: {x: [1, 2]}
            limits: {memory: 99999999999999TiB}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be an amount of memory such as 512MiB or 2GiB (got text \"99999999999999TiB\")"
        ),
        Mistake(
            "too little memory",
            """
            parameters: {x: [1, 2]}
            limits: {memory: 2MiB}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:18: 'memory': must be at least 16 MiB (got 2MiB); a worker takes some 5 MiB before it trains anything"
        ),
        Mistake(
            "an unknown limit",
            """
            parameters: {x: [1, 2]}
            limits: {wal_time: 8h}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:10: 'wal_time': unknown key in 'limits'; did you mean 'wall_time'?"),
        Mistake(
            "limits as a list",
            """
            parameters: {x: [1, 2]}
            limits: [8h]
            search: {method: grid}
            trial: {fake: {width: $x}}
            """,
            "s.yaml:2:9: 'limits' must be a map of keys to values (got a list)"),
        Mistake(
            "a misspelt kind of trial",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fakee: {width: $x}}
            """,
            "s.yaml:3:9: 'trial': unknown kind of trial 'fakee'; did you mean 'fake'?"),
        Mistake(
            "a kind of trial that is not known",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {command: {run: [a, $x]}}
            """,
            "s.yaml:3:9: 'trial': unknown kind of trial 'command'; known here: fake"),
        Mistake(
            "two kinds of trial",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x}, command: {run: [a]}}
            """,
            "s.yaml:3:28: 'trial': takes exactly one of fake (got fake, command); keep one"),
        Mistake(
            "no kind of trial",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {}
            """,
            "s.yaml:3:8: 'trial': says what one trial does (got nothing); write trial: {fake: {…}}"),
        Mistake(
            "a trial that is a word",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: fake
            """,
            "s.yaml:3:8: 'trial': says what one trial does (got text \"fake\"); write trial: {fake: {…}}"),
        Mistake(
            "a kind with nothing under it",
            """
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: }
            """,
            "s.yaml:1:14: 'x': declared but not used in 'trial'; use it as $x, or remove it",
            "s.yaml:3:9: 'fake' must be a map of keys to values (got nothing)"),
    ]
}
