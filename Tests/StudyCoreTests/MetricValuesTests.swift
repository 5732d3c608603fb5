import Testing

@testable import StudyCore

@Suite("Metrics of a run")
struct MetricValuesTests {
    @Test("are equal whatever their order")
    func equality() {
        let one = MetricValues(keys: ["a", "b"], values: [1, 2])
        let other = MetricValues(keys: ["b", "a"], values: [2, 1])
        #expect(one == other && one.hashValue == other.hashValue)
        #expect(one != MetricValues(keys: ["b", "a"], values: [1, 2]))
        #expect(one != ["a": 1] && one == ["b": 2, "a": 1])
        #expect(MetricValues(["b": 2, "a": 1]) == one && one.dictionary == ["a": 1, "b": 2])
    }

    @Test("are found by name, and kept by name")
    func access() {
        let values: MetricValues = ["a": 1, "b": .infinity]
        #expect(values["b"] == .infinity && values["c"] == nil)
        #expect(values.filter { name, _ in name != "a" } == ["b": .infinity])
        #expect(values.map(\.key).sorted() == ["a", "b"])
    }

    @Test("A trial's means share the names of its first run where no run lacks one")
    func means() {
        let names = ["a", "b"]
        let runs = (0..<2).map { number in
            RunRecord(
                key: RunKey(trial: 0, repeat: number), seed: 1, state: .complete, attempts: 1,
                metrics: MetricValues(keys: names, values: [Double(number), 2]))
        }
        let trial = TrialRecord(number: 0, configuration: Configuration([]), runs: runs)
        #expect(trial.metrics == ["a": 0.5, "b": 2] && trial.mean(of: "a") == 0.5 && trial.mean(of: "c") == nil)
    }
}

@Suite("Configurations as JSON")
struct ConfigurationJSONTests {
    @Test(
        "are read as the nodes of the same text are",
        arguments: [
            "{}", #"{"a":1}"#, #"{"a":-1.5e-3,"b":"x\n\u00e9","c":true,"d":null}"#, " { \"a\" : 12 , \"b\" : 0.5 } ",
            #"{"a":9223372036854775807,"b":-9223372036854775808,"c":9223372036854775808}"#,
        ])
    func reading(text: String) throws {
        let expected = try #require(Configuration(try Node(json: text)))
        let read = try Configuration(json: Array(text.utf8))
        #expect(read.values.map(\.name) == expected.values.map(\.name))
        #expect(read.values.map(\.value) == expected.values.map(\.value))
    }

    @Test(
        "are refused where they are no map of scalars",
        arguments: [
            "", "1", "[]", #"{"a":[1]}"#, #"{"a":{}}"#, #"{"a":1,"a":2}"#, #"{"a":1}x"#, #"{"a":1,}"#, #"{"a" 1}"#,
            #"{"a":}"#, #"{a:1}"#, #"{"a":1"#, #"{"a":1e999}"#,
        ])
    func refusal(text: String) {
        #expect(throws: JSONSyntaxError.self) { try Configuration(json: Array(text.utf8)) }
    }
}
