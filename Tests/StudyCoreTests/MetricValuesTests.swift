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
        var reader = ConfigurationReader()
        let read = try Self.read(text, &reader)
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
        // Also by a reader that expects the names.
        var reader = ConfigurationReader()
        #expect(throws: JSONSyntaxError.self) { try Self.read(text, &reader) }
        _ = try? Self.read(#"{"a":0}"#, &reader)
        #expect(throws: JSONSyntaxError.self) { try Self.read(text, &reader) }
    }

    @Test("are read one after the other, whatever names the one before had")
    func names() throws {
        let texts = [
            #"{"a":1,"b":2}"#, #"{"a":3,"b":4}"#, #"{"a":5}"#, #"{"a":6,"b":7}"#, #"{"a":8,"ab":9}"#, #"{"b":1,"a":2}"#,
            "{}",
            #"{ "b" : 1,"a":2}"#, #"{"é\"":1,"a":2}"#, #"{"é\"":3,"a":4}"#, #"{"a":1,"b":2,"c":3}"#,
        ]
        var reader = ConfigurationReader()
        for text in texts {
            let expected = try #require(Configuration(try Node(json: text)))
            let read = try Self.read(text, &reader)
            #expect(read.values.map(\.name) == expected.values.map(\.name))
            #expect(read.values.map(\.value) == expected.values.map(\.value))
        }
        #expect(throws: JSONSyntaxError.self, "a name twice, of which the first is expected") {
            try Self.read(#"{"a":1,"b":2,"a":3}"#, &reader)
        }
    }

    private static func read(_ text: String, _ reader: inout ConfigurationReader) throws -> Configuration {
        try Array(text.utf8).withUnsafeBufferPointer { try reader.read($0) }
    }
}
