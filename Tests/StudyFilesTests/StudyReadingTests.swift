import StudyCore
import StudyFiles
import Testing

@Suite("From a file to a study")
struct StudyReadingTests {
    @Test("what the file says is in the study")
    func everything() throws {
        let text = """
            name: "Größe & \\"mehr\\""
            description: |
              Two lines
              of it
            seed: 20
            objective: {minimize: validation.loss}
            parameters:
              rate: {log_uniform: [0.001, 1.0]}
              width: [64, 128]
            require: ["rate < 0.5 or width == 64", "not (width > 128)"]
            search: {method: random, trials: 40, repeats: 3}
            limits: {wall_time: 8h, trial_time: 1h30m, failures: 5, retries: 1, memory: 1.5GiB}
            trial:
              fake: {rate: $rate, width: "${width}"}
            """
        let study = try read(text)
        #expect(study.name == "Größe & \"mehr\"")
        #expect(study.description == "Two lines\nof it\n")
        #expect(study.seed == 20)
        #expect(study.objective == Objective(.minimize, "validation.loss"))
        #expect(study.space.names == ["rate", "width"])
        #expect(study.search.method == "random")
        #expect(study.search.trials == 40)
        #expect(study.search.repeats == 3)
        #expect(
            study.limits
                == Limits(wallTime: 28_800, trialTime: 5400, failures: 5, retries: 1, memory: 3 << 29))
        #expect(study.trial.kind == "fake")
        #expect(study.text == text)
        #expect(study.directory == "/somewhere")
        let broken = Configuration([("rate", .real(0.7)), ("width", .integer(128))])
        #expect(study.space.violated(by: broken)?.text == "rate < 0.5 or width == 64")
        #expect(study.space.admits(Configuration([("rate", .real(0.7)), ("width", .integer(64))])))
    }

    @Test(
        "an amount of memory is written with its unit, binary or decimal",
        arguments: [
            ("512MiB", 512 << 20), ("2GiB", 2 << 30), ("2 GiB", 2 << 30), ("2GB", 2_000_000_000),
            ("1500MB", 1_500_000_000), ("0.5TiB", 1 << 39), ("65536KiB", 64 << 20), ("100000kB", 100_000_000),
            ("67108864B", 64 << 20),
        ])
    func memory(text: String, bytes: Int) throws {
        let study = try read(
            "parameters: {x: [1, 2]}\nsearch: {method: grid}\nlimits: {memory: \(text)}\ntrial: {fake: {width: $x}}")
        #expect(study.limits.memory == bytes)
    }

    @Test("what the file leaves out has its default")
    func defaults() throws {
        let text = "parameters: {x: [1, 2]}\nsearch: {method: grid}\ntrial: {fake: {width: $x}}"
        let study = try read(text, file: "/a/b/mnist.momentum.yaml")
        #expect(study.name == "mnist.momentum")
        #expect(study.description == nil)
        #expect(study.seed == 0)
        #expect(study.objective == Objective(.maximize, "validation.accuracy"))
        #expect(study.search.trials == nil)
        #expect(study.search.repeats == 1)
        #expect(study.limits == Limits())
        #expect(study.limits.retries == 2)
        let named = try StudyFileReader(kinds: [FakeTrial()], methods: fakeMethods)
            .read(text: text, file: "x.yaml", name: "stored", environment: TrialEnvironment(directory: "."))
        #expect(named.name == "stored")
    }

    @Test(
        "durations add up their units",
        arguments: [
            ("90s", 90), ("20m", 1200), ("8h", 28_800), ("1h30m", 5400), ("2d", 172_800), ("1d12h", 129_600),
            ("0.5s", 0.5), ("1.5h", 5400), ("1h 30m", 5400), ("\"90s\"", 90),
        ] as [(String, Double)])
    func durations(text: String, seconds: Double) throws {
        let study = try read(
            "parameters: {x: [1]}\nsearch: {method: grid}\nlimits: {wall_time: \(text)}\ntrial: {fake: {width: $x}}")
        #expect(study.limits.wallTime == seconds)
    }

    @Test("a list without parameters takes them from its configurations")
    func inferredParameters() throws {
        let study = try read(
            """
            parameters:
            search:
              method: list
              configurations:
                - {width: 1, rate: 0.1}
                - {rate: 0.2, width: 1}
                - width: 2
                  rate: 1
            trial: {fake: {width: $width, rate: $rate}}
            """)
        #expect(study.space.names == ["width", "rate"])
        #expect(study.space["width"]?.distribution.enumerated == [.integer(1), .integer(2)])
        #expect(
            study.search.configurations.map(\.summary)
                == ["width 1, rate 0.1", "width 1, rate 0.2", "width 2, rate 1"])
    }

    @Test("a list may leave out a parameter that only other variants use")
    func inactiveInList() throws {
        let study = try read(
            """
            parameters:
              optimizer: {variants: {sgd: {sgd: {rate: 0.1}}, adam: {adam: {beta: $beta}}}}
              beta: {uniform: [0, 0.99]}
            search: {method: list, configurations: [{optimizer: sgd}, {beta: 0.5, optimizer: adam}]}
            trial: {fake: {optimizer: $optimizer}}
            """)
        #expect(study.search.configurations.map(\.summary) == ["optimizer sgd", "optimizer adam, beta 0.5"])
    }

    @Test("an objective on the held-out part is accepted")
    func heldOutObjective() throws {
        let study = try read(
            """
            objective: {maximize: test.accuracy}
            parameters: {x: [1, 2]}
            search: {method: grid}
            trial: {fake: {width: $x}}
            """)
        #expect(study.objective.usesHeldOutData)
    }

    @Test("a kind without a default asks for an objective, and one that knows no metrics takes any")
    func kindsWithoutDefault() throws {
        let text = "parameters: {x: [1, 2]}\nsearch: {method: grid}\ntrial: {command: {width: $x}}"
        let kind = FakeTrial(name: "command", defaultObjective: nil, metrics: nil)
        #expect(
            sentences(text, kind: kind) == [
                "s.yaml:1:1: the study must name its objective, since a 'command' trial has no default; "
                    + "add objective: {maximize: …} or {minimize: …}"
            ])
        let study = try read("objective: {minimize: anything}\n" + text, kind: kind)
        #expect(study.objective == Objective(.minimize, "anything"))
    }

    @Test("very long names are refused in a short sentence")
    func longNames() {
        let name = String(repeating: "x", count: 500)
        let told = sentences("parameters: {\(name): [1, 2]}\nsearch: {method: grid}\ntrial: {fake: {width: 1}}")
        #expect(
            told == [
                "s.yaml:1:14: '\(name.prefix(99))…': a parameter's name is longer than 100 characters; shorten it"
            ])
    }

    @Test("a kind that sees every parameter leaves none unused")
    func everyParameterUsed() throws {
        var kind = FakeTrial()
        kind.substitution = SubstitutionRules(embedded: .text, usesEveryParameter: true)
        let study = try read(
            "parameters: {x: [1, 2], y: [3]}\nsearch: {method: grid}\ntrial: {fake: {label: \"a-$x\"}}", kind: kind)
        #expect(study.space.unused.isEmpty)
    }

    @Test("a dollar of its own is written twice, and words without names stay")
    func dollars() throws {
        let study = try read(
            "parameters: {x: [1, 2]}\nsearch: {method: grid}\ntrial: {fake: {width: $x, label: \"$$5 and $5\"}}")
        #expect(study.trial.node["label"]?.textValue == "$$5 and $5")
    }

    @Test("one place is told once, however many values are wrong there")
    func firstOfMany() {
        let told = sentences(
            "parameters: {x: [-1, -2, -3], y: [0, 1]}\nsearch: {method: grid}\n"
                + "trial: {fake: {width: $x, rate: $y}}")
        #expect(
            told == [
                "s.yaml:3:23: 'width': must be a whole number from 1 to 4096 (got -1 from $x)",
                "s.yaml:3:33: 'rate': must be a number above 0 (got 0 from $y)",
            ])
    }
}
