import AllocationCounter
import Datasets
import Foundation
import Optimizers
import StudyCore
import Testing

@testable import Trials

/// An expression's description with some keys changed, added or (with null) removed.
func expression(_ changes: KeyValuePairs<String, Node> = [:]) -> Node {
    expression(changing: changes.map { ($0.key, $0.value) })
}

func expression(changing changes: [(String, Node)]) -> Node {
    var entries: [(String, Node)] = [
        ("minimize", "(x - 3)^2 + y^2"), ("parameters", ["x": 0, "y": 1]),
        ("optimizer", ["sgd": ["learning_rate": 0.1]]), ("iterations", 50),
    ]
    for (key, value) in changes {
        entries.removeAll { $0.0 == key }
        if !value.isNull { entries.append((key, value)) }
    }
    return .map(entries)
}

@Suite("Runs of an expression trial")
struct ExpressionRunTests {
    static func request(
        _ description: Node, seed: UInt64 = 1, configuration: Configuration = Configuration([])
    ) -> RunRequest {
        RunRequest(
            study: "test", key: RunKey(trial: 0, repeat: 0), attempt: 1, kind: "expression",
            description: description, configuration: configuration, seed: seed,
            objective: Objective(.minimize, "loss.final"),
            environment: TrialEnvironment(directory: FileManager.default.currentDirectoryPath))
    }

    static func run(
        _ description: Node, seed: UInt64 = 1, configuration: Configuration = Configuration([])
    ) throws -> (result: RunResult, curve: [StudyCore.Measurement]) {
        let monitor = RecordingMonitor()
        let request = request(description, seed: seed, configuration: configuration)
        return (try ExpressionTrial().run(request, monitor: monitor), monitor.recorded)
    }

    static let classes: Node = [
        "gaussian_classes": [
            "dimensions": ["u", "v"], "label": "t", "samples": 200,
            "classes": [["mean": 2, "sd": 1], ["mean": [4, 3], "sd": [2, 1]]], "divide_by_maximum": true,
        ]
    ]

    @Test(
        "tell the distance also where its square is beyond a number's range",
        arguments: [(3e200, 4e200, 5e200), (3e-200, 4e-200, 5e-200), (0, 1.5e308, 1.5e308), (0, 0, 0), (3, 4, 5)])
    func distance(x: Double, y: Double, distance: Double) throws {
        let (result, _) = try Self.run(
            expression([
                "minimize": "0*x + 0*y", "parameters": ["x": .real(x), "y": .real(y)],
                "optimizer": ["sgd": ["learning_rate": 0.1]], "iterations": 1, "optimum": ["x": 0, "y": 0],
            ]))
        let found = try #require(result.metrics["distance.final"])
        #expect(abs(found - distance) <= 4 * distance.ulp)
    }

    @Test("go to the minimum, and report every metric that the kind names")
    func minimum() throws {
        let description = expression(changing: [("optimum", ["x": 3, "y": 0])])
        let (result, curve) = try Self.run(description)
        #expect(result.state == .complete)
        #expect(Set(result.metrics.keys) == Set(ExpressionTrial().metricNames(for: description) ?? []))
        // Each step takes a fifth of what is left.
        let left = pow(0.8, 50.0)
        #expect(abs(try #require(result.metrics["x.final"]) - (3 - 3 * left)) < 1e-12)
        #expect(abs(try #require(result.metrics["distance.final"]) - 10.0.squareRoot() * left) < 1e-12)
        #expect(abs(try #require(result.metrics["loss.final"]) - 10 * left * left) < 1e-12)
        #expect(result.metrics["loss.minimum"] == result.metrics["loss.final"])
        #expect(curve.map(\.step) == Array(0...50))
        #expect(result.predictions.isEmpty)
    }

    @Test("draw starts, data and batches from the run's seed alone")
    func deterministic() throws {
        let description = expression(changing: [
            ("minimize", "(sigmoid(x*u + y*v) - t)^2"),
            ("parameters", ["x": ["uniform": [0, 1]], "y": ["normal": [0, 1]]]),
            ("data", Self.classes), ("batch_size", 8), ("iterations", 300),
        ])
        func figures(_ seed: UInt64) throws -> [String: Double] {
            var metrics = try Self.run(description, seed: seed).result.metrics
            metrics["seconds"] = nil
            return metrics
        }
        let first = try figures(1)
        #expect(try figures(1) == first)
        #expect(try figures(2)["x.final"] != first["x.final"])
    }

    @Test("average the batches' losses between records, and over the last hundred at the end")
    func runningLoss() throws {
        let changes: [(String, Node)] = [
            ("minimize", "(sigmoid(x*u + y*v) - t)^2"), ("data", Self.classes), ("batch_size", 8), ("iterations", 250),
        ]
        let every = try Self.run(expression(changing: changes))
        let some = try Self.run(expression(changing: changes + [("record_every", 100)]))
        let losses = every.curve.compactMap { $0["loss"] }
        #expect(losses.count == 250)
        #expect(some.curve.map(\.step) == [0, 100, 200, 250])
        for (point, range) in zip(some.curve.dropFirst(), [0..<100, 100..<200, 200..<250]) {
            let mean = losses[range].reduce(0, +) / Double(range.count)
            #expect(abs(try #require(point["loss"]) - mean) < 1e-12)
        }
        let last = losses.suffix(100).reduce(0, +) / 100
        #expect(abs(try #require(every.result.metrics["loss.final"]) - last) < 1e-12)
        #expect(every.result.metrics["loss.final"] == some.result.metrics["loss.final"])
        #expect(every.result.metrics["loss.minimum"] == losses.min())
    }

    @Test("divide each batch of classes by its largest entry, and toss a fair coin for each row")
    func batches() throws {
        let data = ExpressionData.gaussianClasses(
            GaussianClasses(
                dimensions: ["u", "v"], label: "t",
                classes: [
                    GaussianClasses.Class(means: [2, 2], deviations: [1, 1]),
                    GaussianClasses.Class(means: [4, 4], deviations: [2, 2]),
                ], samples: 2500, dividesByMaximum: true))
        let rows = try ExpressionRows(data, batchSize: .rows(8), seed: 7, locations: DataLocations(base: "/"))
        #expect(rows.all.rows == 5000)
        for (column, first, mean, deviation) in [(0, 0, 2.0, 1.0), (1, 2500, 4, 2)] {
            let values = (0..<2500).map { rows.all.column(column)[first + $0] }
            let found = values.reduce(0, +) / 2500
            let spread = (values.reduce(0) { $0 + ($1 - found) * ($1 - found) } / 2500).squareRoot()
            #expect(abs(found - mean) < 5 * deviation / 50)
            #expect(abs(spread - deviation) < 0.1 * deviation)
        }
        var ones = 0.0
        for iteration in 1...2000 {
            rows.draw(iteration: iteration)
            let entries = (0..<16).map { rows.batch.start[$0] }
            #expect(entries.max() == 1)
            ones += (0..<8).reduce(0) { $0 + rows.batch.column(2)[$1] }
        }
        // 16,000 tosses: the deviation is 63.
        #expect(abs(ones - 8000) < 320)
    }

    @Test("draw rows of generated columns evenly and with replacement")
    func drawnRows() throws {
        let data = ExpressionData.generated(
            rows: 10, columns: [ExpressionData.GeneratedColumn(name: "u", distribution: .uniform(low: 2, high: 3))])
        let rows = try ExpressionRows(data, batchSize: .rows(10), seed: 7, locations: DataLocations(base: "/"))
        var counts: [Double: Int] = [:]
        var hasRepetition = false
        for iteration in 1...1000 {
            rows.draw(iteration: iteration)
            let batch = (0..<10).map { rows.batch.start[$0] }
            hasRepetition = hasRepetition || Set(batch).count < 10
            for value in batch { counts[value, default: 0] += 1 }
        }
        #expect(hasRepetition)
        #expect(counts.count == 10)
        #expect(counts.allSatisfy { (2..<3).contains($0.key) && abs($0.value - 1000) < 160 })
    }

    @Test("bind a reference inside an expression as a value")
    func bound() throws {
        let description = expression(["minimize": "($a^2 - x)^2 + y^2"])
        let configuration = Configuration([("a", .integer(-2))])
        let x = try Self.run(description, configuration: configuration).result.metrics["x.final"]
        #expect(abs(try #require(x) - 4 * (1 - pow(0.8, 50.0))) < 1e-12)
        #expect(throws: RunFailure(.data, "'$a': no parameter has this name")) {
            try Self.run(description)
        }
    }

    @Test("read columns of a table in double precision")
    func table() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "expression-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try "first;second\n1;0.1\n2;0.2\n4;0.4\n".write(
            to: directory.appending(path: "t.csv"), atomically: true, encoding: .utf8)
        let description = expression(changing: [
            ("minimize", "(x*u - v)^2"), ("parameters", ["x": 0]), ("iterations", 400),
            ("data", ["csv": "t.csv", "columns": ["u": "first", "v": -1], "separator": ";"]),
        ])
        let environment = TrialEnvironment(directory: directory.path)
        func request(_ description: Node) -> RunRequest {
            RunRequest(
                study: "test", key: RunKey(trial: 0, repeat: 0), attempt: 1, kind: "expression",
                description: description, configuration: Configuration([]), seed: 1,
                objective: Objective(.minimize, "loss.final"), environment: environment)
        }
        let result = try ExpressionTrial().run(request(description), monitor: RecordingMonitor())
        #expect(abs(try #require(result.metrics["x.final"]) - 0.1) < 1e-15)
        let provenance = ExpressionTrial().provenance(description, environment: environment)
        #expect(provenance.map(\.name) == ["data", "data.sha256"])
        #expect(provenance[0].value == "t.csv, 3 rows")

        var large = description.mapValue ?? []
        large.append(Node.Entry("batch_size", 5))
        let diagnostics = Diagnostics()
        _ = try ExpressionTrial().checkInputs(Node(.map(large)), environment: environment, diagnostics: diagnostics)
        #expect(diagnostics.all.map(\.message) == ["is larger than the data, which has 3 rows (got 5)"])
        #expect(throws: RunFailure(.data, "'batch_size': is larger than the data, which has 3 rows (got 5)")) {
            try ExpressionTrial().run(request(Node(.map(large))), monitor: RecordingMonitor())
        }
        #expect(throws: MissingInput.self) {
            try ExpressionTrial().checkInputs(
                description, environment: TrialEnvironment(directory: "/nowhere"), diagnostics: Diagnostics())
        }
    }

    @Test("end when they are cancelled")
    func cancelled() {
        #expect(throws: RunCancelled.self) {
            try ExpressionTrial().run(
                Self.request(expression(["iterations": 1_000_000_000, "record_every": 1000])),
                monitor: RecordingMonitor(stopAfter: 0))
        }
    }

    @Test(
        "make warm steps that allocate nothing",
        arguments: [
            ["sgd": ["learning_rate": 0.1]], ["momentum": ["learning_rate": 0.1, "nesterov": true]],
            ["rmsprop": ["learning_rate": 0.1]], ["adam": ["learning_rate": 0.1]],
            ["adamw": ["learning_rate": 0.1]], ["adagrad": ["learning_rate": 0.1]],
        ] as [Node], [nil, 8] as [Node])
    func allocations(optimizer: Node, batchSize: Node) throws {
        let data: Node =
            batchSize.isNull
            ? ["rows": 300, "columns": ["u": ["uniform": [0, 1]], "v": ["normal": [0, 1]]]] : Self.classes
        let description = expression(changing: [
            ("minimize", "(sigmoid(x*u + y*v) - 0.5)^2"), ("optimizer", optimizer), ("data", data),
            ("batch_size", batchSize), ("optimum", ["x": 0, "y": 0]),
            ("schedule", ["cosine": ["warm_up": 5]]), ("clip_norm", 1e-4),
        ])
        let specification = try #require(
            ExpressionSpecification(description, configuration: nil, diagnostics: Diagnostics()))
        let trainer = try ExpressionTrainer(specification, seed: 1, locations: DataLocations(base: "/"))
        trainer.step()
        let before = allocations_of_this_thread()
        for _ in 0..<20 { trainer.step() }
        let finite = trainer.isFinite
        let count = allocations_of_this_thread() - before
        #expect(count == 0)
        #expect(finite)
    }
}
