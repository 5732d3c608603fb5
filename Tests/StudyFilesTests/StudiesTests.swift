import Foundation
import Search
import StudyCore
import Testing
import Trials

@testable import StudyFiles

/// The project's own files, found from this one.
private enum Project {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Every study below `studies/`, by its path from the project.
    static let studies: [String] = {
        let folder = root.appending(path: "studies")
        let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".yaml") }.map { "studies/\($0)" }.sorted()
    }()

    static func schema() throws -> SchemaValidator {
        SchemaValidator(root: try Node(json: try text("docs/study.schema.json")))
    }
}

private let reader = StudyFileReader(
    kinds: [NetworkTrial(), ExpressionTrial(), CommandTrial()],
    methods: SearchCatalog.methods, pruners: PrunerCatalog.methods)

private func study(_ path: String) throws -> Study {
    try reader.read(
        text: try Project.text(path), file: path,
        environment: TrialEnvironment(directory: Project.root.appending(path: "studies").path))
}

private func node(_ text: String) throws -> Node { try YAMLReader.read(try SourceText(Array(text.utf8))) }

@Suite("The studies that come with the project, and their schema")
struct StudiesTests {
    @Test("there are studies, and each is valid", arguments: Project.studies)
    func valid(path: String) throws {
        let study = try study(path)
        #expect(!study.name.isEmpty)
        #expect(try Project.schema().problems(try node(try Project.text(path))) == [])
    }

    @Test("the first studies are what they say")
    func firstStudies() throws {
        #expect(Project.studies.count >= 4)
        let grid = try study("studies/grid.yaml")
        #expect(grid.space.combinationCount == 27)
        #expect(grid.space.parameters.first?.distribution.enumerated?.map(\.text) == ["0.95", "0.9", "0.85"])
        let quickstart = try study("studies/quickstart.yaml")
        #expect(quickstart.search.trials == 24)
        #expect(try study("studies/random.yaml").space.names == ["learning_rate", "beta", "wide", "narrow"])
        #expect(
            try study("studies/log-uniform.yaml").space.names
                == ["learning_rate", "beta", "wide", "narrow", "batch_size"])
    }

    @Test("the examples of docs/study-file.md are studies, by the reader and by the schema")
    func documentedExamples() throws {
        let parts = try Project.text("docs/study-file.md").components(separatedBy: "```yaml\n").dropFirst()
        let examples = parts.compactMap { $0.components(separatedBy: "```").first }
        #expect(examples.count >= 5)
        let frame =
            "search: {method: random, trials: 2}\ntrial: {network: {data: digits, hidden: [8], "
            + "optimizer: {sgd: {learning_rate: 0.1}}, batch_size: 32, epochs: 1}}\n"
        for example in examples {
            let root = try node(example)
            // A whole study, or a part of one that is completed here for the schema.
            if root["trial"] != nil, root["search"] != nil {
                #expect(throws: Never.self) {
                    try reader.read(text: example, file: "doc.yaml", environment: TrialEnvironment(directory: "."))
                }
                #expect(try Project.schema().problems(root) == [])
            } else {
                let keys = Set(root.mapValue?.map(\.key) ?? [])
                let rest = frame.split(separator: "\n").filter { line in !keys.contains { line.hasPrefix("\($0):") } }
                let whole = try node(example + "\n" + rest.joined(separator: "\n"))
                #expect(try Project.schema().problems(whole) == [], "\(example)")
            }
        }
    }

    @Test("the schema refuses a key that is misspelt, wherever it stands", arguments: Project.studies)
    func misspeltKeys(path: String) throws {
        let schema = try Project.schema()
        let root = try node(try Project.text(path))
        var generator = Congruential(state: 3)
        var count = 0
        for target in 0..<Self.keyCount(root) {
            let misspelt = Self.misspelling(root, target, &generator)
            count += 1
            #expect(!schema.problems(misspelt.node).isEmpty, "\(misspelt.key) in \(path)")
        }
        #expect(count > 8)
    }

    @Test("the schema and the reader agree on what is wrong")
    func agreement() throws {
        let schema = try Project.schema()
        let text = try Project.text("studies/log-uniform.yaml")
        let changes = [
            ("trials: 10", "trials: 0"), ("trials: 10", "trials: ten"), ("method: random", "method: grid"),
            ("method: random", "method: tpe"), ("failures: 3", "failures: -3"), ("trial_time: 1h", "trial_time: 1"),
            ("[0.001, 1.0]", "[0, 1.0]"), ("[0.001, 1.0]", "[0.001]"), ("[512, 2048]", "[0.5, 2048]"),
            ("[0.85, 0.95]", "[0.85, 1]"), ("epochs: 10", "epochs: -1"), ("epochs: 10", "epochs: \"10\""),
            ("loss: cross_entropy", "loss: mae"), ("activation: relu", "activation: relux"),
            ("activation: relu", "layers: [{dense: 10}]"), ("track: [train_full]", "track: train_full"),
            ("momentum:", "momentun:"), ("$beta}", "$beta, betta: 1}"), ("    batch_size: $batch_size\n", ""),
            ("{log_uniform: [0.001, 1.0]}", "{log_uniform: [0.001, 1.0], step: 0.1}"), ("[50, 100, 200]", "100"),
            ("{log_uniform: [0.001, 1.0]}", "{log_uniform: [0.001, 1.0], uniform: [0, 1]}"),
            ("  network:", "  command:"), ("search:", "searches:"), ("name: mnist-log-uniform", "name: 5"),
        ]
        for (from, to) in changes {
            let changed = text.replacing(from, with: to)
            #expect(changed != text)
            #expect(!schema.problems(try node(changed)).isEmpty, "schema: \(to)")
            #expect(throws: StudyFileError.self, "reader: \(to)") {
                try reader.read(text: changed, file: "x.yaml", environment: TrialEnvironment(directory: "."))
            }
        }
    }

    @Test("the schema and the reader agree on what is wrong with an expression")
    func expressionAgreement() throws {
        let schema = try Project.schema()
        let text = try Project.text("studies/graph-classifiers/adam-betas-batch-8.yaml")
        let changes = [
            ("minimize: ", "minimise: "), ("    iterations: 50000\n", ""), ("iterations: 50000", "iterations: 0"),
            ("iterations: 50000", "iterations: many"), ("batch_size: 8", "batch_size: 0"),
            ("batch_size: 8", "batch_size: all"), ("samples: 2500", "samples: 0"), ("samples: 2500", "sample: 2500"),
            ("sd: 1}", "deviation: 1}"), ("{mean: 2, sd: 1}, ", ""), ("[xp, xq, xr, xs]", "xp"),
            ("true ", "yes "), ("cq: {uniform: [0, 1]}", "cq: {uniform: [0]}"),
            ("cq: {uniform: [0, 1]}", "cq: {log_uniform: [0, 1]}"), ("beta1: $beta1", "beta3: $beta1"),
            ("      gaussian_classes:", "      gaussian_class:"), ("    let:", "    lets:"),
            ("minimize: (xo - class)^2", "minimize: [xo]"), ("  expression:", "  expressions:"),
            ("    batch_size: 8", "    batch_size: 8\n    record_every: 0"),
            ("    batch_size: 8", "    batch_size: 8\n    optimum: 3"),
            ("    batch_size: 8", "    batch_size: 8\n    schedule: {step: {factor: 0.1}}"),
            ("    batch_size: 8", "    batch_size: 8\n    schedule: {cosine: {per: step}}"),
            ("    batch_size: 8", "    batch_size: 8\n    schedule: exponential"),
            ("    batch_size: 8", "    batch_size: 8\n    clip_norm: 0"),
        ]
        #expect(schema.problems(try node(text)).isEmpty)
        let varied = text.replacing(
            "    batch_size: 8", with: "    batch_size: 8\n    schedule: {cosine: {warm_up: 100}}\n    clip_norm: 2.5")
        #expect(schema.problems(try node(varied)).isEmpty)
        #expect(throws: Never.self) {
            try reader.read(text: varied, file: "x.yaml", environment: TrialEnvironment(directory: "."))
        }
        for (from, to) in changes {
            let changed = text.replacing(from, with: to)
            #expect(changed != text, "\(from)")
            #expect(!schema.problems(try node(changed)).isEmpty, "schema: \(to)")
            #expect(throws: StudyFileError.self, "reader: \(to)") {
                try reader.read(text: changed, file: "x.yaml", environment: TrialEnvironment(directory: "."))
            }
        }
    }

    @Test("the schema and the reader agree on what is wrong with a command")
    func commandAgreement() throws {
        let schema = try Project.schema()
        let text = try Project.text("studies/commands/compiler-flags.yaml")
        let more = "    metrics: json_lines\n    keep: failed"
        let good = [
            "    metrics: json_lines\n    keep: {best: 3}\n    control: stdin\n    resumable: true",
            "    metrics_file: out/m.csv\n    environment: {A: 1, B: two}\n    working_directory: ..",
            "    metrics: {time: 'time (?<value>.*)'}", "    metrics: last_line",
        ]
        for change in good {
            let changed = text.replacing(more, with: change)
            #expect(changed != text)
            #expect(schema.problems(try node(changed)) == [], "\(change)")
            #expect(throws: Never.self, "\(change)") {
                try reader.read(text: changed, file: "x.yaml", environment: TrialEnvironment(directory: "."))
            }
        }
        let bad = [
            "    metrics: json", "    keep: failed", "    metrics: json_lines\n    metrics_file: m.csv",
            "    metrics_file: m.txt", "    metrics: {time: 5}", "    metrics: {}",
            "    metrics: json_lines\n    keep: best",
            "    metrics: json_lines\n    keep: {best: 0}", "    metrics: json_lines\n    control: pipe",
            "    metrics: json_lines\n    resumable: maybe", "    metrics: json_lines\n    environment: [A]",
            "    metrics: json_lines\n    environ: {A: 1}",
        ]
        for change in bad {
            let changed = text.replacing(more, with: change)
            #expect(!schema.problems(try node(changed)).isEmpty, "schema: \(change)")
            #expect(throws: StudyFileError.self, "reader: \(change)") {
                try reader.read(text: changed, file: "x.yaml", environment: TrialEnvironment(directory: "."))
            }
        }
    }

    /// Keys that are names of the user's own: parameters, variants and what stands in these, columns, definitions.
    private static func ownNames(_ path: [String]) -> Bool {
        guard let last = path.last else { return false }
        return ["parameters", "columns", "let", "optimum", "when", "metrics", "environment"].contains(last)
            || path.contains("variants")
            || path.contains("configurations")
    }

    private static func keyCount(_ root: Node) -> Int {
        var count = 0
        _ = rename(root, [], &count, -1) { $0 }
        return count
    }

    private static func misspelling(
        _ root: Node, _ target: Int, _ generator: inout Congruential
    ) -> (node: Node, key: String) {
        var count = 0
        var changed = ""
        let position = generator.next(below: 100)
        let node = rename(root, [], &count, target) { key in
            var letters = Array(key)
            letters.insert("q", at: position % (letters.count + 1))
            changed = String(letters)
            return changed
        }
        return (node, changed)
    }

    private static func rename(
        _ node: Node, _ path: [String], _ count: inout Int, _ target: Int, _ change: (String) -> String
    ) -> Node {
        switch node.content {
        case .list(let nodes): return .list(nodes.map { rename($0, path, &count, target, change) })
        case .map(let entries):
            return .map(
                entries.map { entry in
                    var key = entry.key
                    if !ownNames(path) {
                        if count == target { key = change(key) }
                        count += 1
                    }
                    return (key, rename(entry.value, path + [entry.key], &count, target, change))
                })
        default: return node
        }
    }
}
