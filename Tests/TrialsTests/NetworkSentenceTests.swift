import StudyCore
import Testing
import Trials

/// What is wrong with a network's description, word for word. Positions come from the study file and are tested there.
@Suite("Sentences about a network's description")
struct NetworkSentenceTests {
    static let valid: Node = [
        "data": ["name": "digits", "train": 1000, "validation": 200], "hidden": [32],
        "optimizer": ["momentum": ["learning_rate": 0.1, "beta": 0.9]], "batch_size": 32, "epochs": 2,
    ]

    static func sentences(_ description: Node, memory: Int? = nil) -> [String] {
        let diagnostics = Diagnostics()
        let environment = TrialEnvironment(directory: "/", memory: memory)
        NetworkTrial().check(description, environment: environment, diagnostics: diagnostics)
        return diagnostics.all.map { diagnostic in
            (diagnostic.subject.map { "'\($0)': " } ?? "") + diagnostic.message
                + (diagnostic.suggestion.map { "; \($0)" } ?? "")
        }
    }

    /// The valid description with one key changed, added or (with nil) removed.
    static func changed(_ key: String, _ value: Node?) -> Node {
        var entries = (valid.mapValue ?? []).filter { $0.key != key }
        if let value { entries.append(Node.Entry(key, value)) }
        return Node(.map(entries))
    }

    @Test("a valid description has nothing wrong")
    func nothingWrong() { #expect(Self.sentences(Self.valid) == []) }

    @Test("a network that needs more than limits.memory is refused with both figures, at the key to change")
    func memory() {
        let hidden = Self.changed("hidden", [4096, 4096])
        #expect(Self.sentences(hidden, memory: 512 << 20) == [])
        #expect(
            Self.sentences(hidden, memory: 64 << 20) == [
                "'hidden': the network needs 141 MiB of memory, and limits.memory allows 64 MiB; take narrower layers "
                    + "or a smaller batch_size, or raise the limit"
            ])
        var entries = (hidden.mapValue ?? []).filter { $0.key != "hidden" }
        entries.append(Node.Entry("layers", [["dense": 4096], "relu", ["dense": 4096], "relu", ["dense": 10]]))
        #expect(Self.sentences(Node(.map(entries)), memory: 64 << 20).first?.hasPrefix("'layers': the network") == true)
    }

    /// One key of the valid description with a bad value, and what is said of it.
    struct Mistake: Sendable, CustomTestStringConvertible {
        let key: String
        let value: Node
        let sentence: String

        init(_ key: String, _ value: Node, _ sentence: String) {
            self.key = key
            self.value = value
            self.sentence = sentence
        }

        var testDescription: String { "\(key): \(value.json)" }
    }

    static let mistakes: [Mistake] = [
        Mistake(
            "batch_size", 1001,
            "'batch_size': batch_size 1001 is larger than the training part, which has 1000 rows; at most 1000, "
                + "or full for all rows at once"),
        Mistake("batch_size", 0, "'batch_size': must be a whole number of at least 1 (got 0)"),
        Mistake("batch_size", "all", "'batch_size': must be a whole number of at least 1, or full (got text \"all\")"),
        Mistake("hidden", [32, -5], "'hidden': must be a whole number from 1 to 16777216 (got -5)"),
        Mistake("hidden", 32, "'hidden': must be a list (got 32)"),
        Mistake("epochs", -1, "'epochs': must be a whole number from 0 to 1000000 (got -1)"),
        Mistake(
            "activation", "rellu",
            "'activation': must be one of relu, sigmoid, tanh (got text \"rellu\"); did you mean 'relu'?"),
        Mistake(
            "layers", [["dense": 10]],
            "'hidden': stands beside 'layers', which says it all; keep either 'layers' or 'hidden' with "
                + "'activation', 'batch_norm' and 'dropout'"),
        Mistake(
            "optimizer", ["sgd": ["learning_rate": 0.1], "adam": ["learning_rate": 0.1]],
            "'optimizer': takes exactly one of sgd, momentum, rmsprop, adam, adamw, adagrad (got sgd, adam); keep one"),
        Mistake("optimizer", "adam", "'adam': needs a learning_rate; write optimizer: {adam: {learning_rate: 0.1}}"),
        Mistake("optimizer", ["adam": ["beta1": 0.9]], "'adam' needs the key 'learning_rate'"),
        Mistake(
            "optimizer", ["momentum": ["learning_rate": 0.1, "beta": 1]],
            "'beta': must be a number from 0 to below 1 (got 1)"),
        Mistake(
            "optimizer", ["momentum": ["learning_rate": -0.1]],
            "'learning_rate': must be a number of at least 0 (got -0.1)"),
        Mistake(
            "optimizer", ["momentum": ["learning_rate": 0.1, "betta": 0.9]],
            "'betta': unknown key in 'momentum'; did you mean 'beta'?"),
        Mistake(
            "optimizer", ["rmsprop": ["learning_rate": 0.1, "decay": 1]],
            "'decay': must be a number from 0 to below 1 (got 1)"),
        Mistake(
            "optimizer", ["adamw": ["learning_rate": 0.1, "weight_decay": -1]],
            "'weight_decay': must be a number of at least 0 (got -1)"),
        Mistake(
            "optimizer", ["adagrad": ["learning_rate": 0.1, "decay": 0.9]],
            "'decay': unknown key in 'adagrad'; known here: learning_rate, epsilon, weight_decay"),
        Mistake(
            "optimizer", ["rmsprob": ["learning_rate": 0.1]],
            "unknown optimizer 'rmsprob'; did you mean 'rmsprop'?"),
        Mistake("dropout", 1, "'dropout': must be a number from 0 to below 1 (got 1)"),
        Mistake("save", "some", "'save': must be one of never, best, all (got text \"some\")"),
        Mistake(
            "checkpoint", 20,
            "'checkpoint': must be a duration such as 20s or 5m, 0s for every epoch, or never (got 20); write 20s for "
                + "seconds"),
        Mistake(
            "checkpoint", "often",
            "'checkpoint': must be a duration such as 20s or 5m, 0s for every epoch, or never (got text \"often\")"),
        Mistake("loss", "mae", "'loss': must be one of cross_entropy, mse (got text \"mae\"); did you mean 'mse'?"),
        Mistake("clip_norm", 0, "'clip_norm': must be a number above 0 (got 0)"),
        Mistake(
            "schedule", "step", "'step': needs its settings; write schedule: {step: {every: 10, factor: 0.1}}"),
        Mistake("schedule", ["exponential": ["warm_up": 3]], "'exponential' needs the key 'factor'"),
        Mistake("schedule", ["cosine": ["per": "batch"]], "'per': must be one of epoch, step (got text \"batch\")"),
        Mistake("schedule", "cosin", "unknown schedule 'cosin'; did you mean 'cosine'?"),
        Mistake(
            "report", "best", "'report': must be one of last_epoch, best_epoch (got text \"best\")"),
        Mistake("early_stopping", ["metric": "validation.loss"], "'early_stopping' needs the key 'patience'"),
        Mistake(
            "early_stopping", ["patience": 3, "metric": "validation.r2"],
            "'early_stopping': there is no validation.r2 where the targets are classes; use validation.accuracy"),
        Mistake(
            "data", ["name": "digits", "shape": [1, 8, 8]], "'shape': goes with 'csv' only; remove the key"),
        Mistake(
            "data", ["csv": "table.csv", "shape": [8, 8]],
            "'shape': must be channels, height and width (got a list); write shape: [1, 28, 28]"),
        Mistake(
            "data", "mnits",
            "'data': unknown data set 'mnits'; did you mean 'mnist'? known are digits, mnist, "
                + "fashion_mnist, kmnist"),
        Mistake(
            "data", ["name": "digits", "train": 1300, "validation": 200],
            "'data': 'train' (1,300 rows) and 'validation' (200) overlap: the training part has 1,447 rows"),
        Mistake(
            "data", ["train": 10],
            "'data' needs a name; write name: digits (known: digits, mnist, fashion_mnist, kmnist), or csv: "
                + "table.csv"),
        Mistake("initialization", ["constant": "zero"], "'constant': must be a finite number (got text \"zero\")"),
        Mistake(
            "widths", [3],
            "'widths': unknown key in 'network'; known here: data, layers, hidden, activation, batch_norm, dropout, "
                + "initialization, loss, optimizer, schedule, clip_norm, batch_size, epochs, track, report, "
                + "early_stopping, save, checkpoint"),
    ]

    /// Lists of layers that cannot be, and what is said of them.
    static let layerMistakes: [(layers: Node, sentence: String)] = [
        ([["conv": ["channels": 4]], ["dense": 10]], "'conv' needs the key 'kernel'"),
        (
            ["conv", ["dense": 10]],
            "'conv': needs its channels and kernel; write conv: {channels: 16, kernel: 3}"
        ),
        ([["dropout": 1.5], ["dense": 10]], "'dropout': must be a number from 0 to below 1 (got 1.5)"),
        (["max_pool", ["dense": 10]], "'max_pool': needs its size; write max_pool: 2"),
        (
            [["max_pool": ["size": 2, "strid": 1]], ["dense": 10]],
            "'strid': unknown key in 'max_pool'; did you mean 'stride'?"
        ),
        ([["flatten": 2], ["dense": 10]], "'flatten': takes no settings (got 2); write it alone: - flatten"),
        (
            [["dense": 10], "sigmoid"],
            "'layers': the last layer must be the dense one that gives the outputs; end the list with 'dense: 10' for "
                + "ten classes"
        ),
        (
            [["conv": ["channels": 4, "kernel": 9]], ["dense": 10]],
            "'layers': layer 1: a kernel of 9×9 does not fit into an image of 8×8; take a kernel of at most 8, or more "
                + "padding"
        ),
        (
            [["max_pool": 4], ["max_pool": 3], ["dense": 10]],
            "'layers': layer 2: max_pool over 3×3 leaves nothing of an image of 2×2; take a size of at most 2, or pool "
                + "less before"
        ),
        (
            [["dense": 16], "relu", ["dense": 4]],
            "'layers': the last layer gives 4 outputs, but the data set has 10 classes; write dense: 10 as the last layer"
        ),
        (
            [["dense": 16], ["conv": ["channels": 4, "kernel": 3]], ["dense": 10]],
            "'layers': layer 2: conv needs images, but 16 features in a row come in; put it before flatten and dense, "
                + "and give a table's rows a shape: [channels, height, width] under 'data'"
        ),
    ]

    @Test("each mistake among the layers has its sentence", arguments: layerMistakes)
    func saysOfLayers(layers: Node, sentence: String) {
        let entries = (Self.valid.mapValue ?? []).filter { $0.key != "hidden" } + [Node.Entry("layers", layers)]
        #expect(Self.sentences(Node(.map(entries))) == [sentence])
    }

    @Test("what does not fit the data is told beside all other mistakes")
    func together() {
        let description: Node = [
            "data": ["name": "digits", "validation": 0],
            "layers": [["conv": ["channels": 4, "kernel": 9]], ["dense": 10]],
            "optimizer": ["sgd": ["learning_rate": -1]], "batch_size": 5000, "epochs": "many", "clip_norm": -1,
            "report": "best_epoch", "epoch": 3,
        ]
        #expect(
            Self.sentences(description) == [
                "'learning_rate': must be a number of at least 0 (got -1)",
                "'clip_norm': must be a number above 0 (got -1)",
                "'epochs': must be a whole number from 0 to 1000000 (got text \"many\")",
                "'epoch': unknown key in 'network'; did you mean 'epochs'?",
                "'batch_size': batch_size 5000 is larger than the training part, which has 1447 rows; at most 1447, or full "
                    + "for all rows at once",
                "'layers': layer 1: a kernel of 9×9 does not fit into an image of 8×8; take a kernel of at most 8, or more "
                    + "padding",
                "'report': report: best_epoch goes by the validation part, which has no rows; give 'validation' rows under "
                    + "'data', or remove 'report'",
            ])
    }

    @Test("what follows only from another mistake is not told")
    func noConsequences() {
        // Whether one output is right for two classes depends on the loss.
        let changes: [(String, Node)] = [
            ("layers", [["dense": 1]]), ("loss", "mae"),
        ]
        let entries = (Self.valid.mapValue ?? []).filter { $0.key != "hidden" } + changes.map { Node.Entry($0.0, $0.1) }
        #expect(
            Self.sentences(Node(.map(entries))) == [
                "'loss': must be one of cross_entropy, mse (got text \"mae\"); did you mean 'mse'?"
            ])
        #expect(Self.sentences(Self.changed("optimizer", nil)) == ["'network' needs the key 'optimizer'"])
        #expect(Self.sentences(Self.changed("batch_size", nil)) == ["'network' needs the key 'batch_size'"])
    }

    @Test("every layer, option and schedule is understood")
    func understood() {
        let layers: Node = [
            ["conv": ["channels": 4, "kernel": 3, "stride": 1, "padding": 1]], "batch_norm", "relu", ["max_pool": 2],
            ["avg_pool": ["size": 2, "stride": 1]], "flatten", ["dropout": 0.2], ["dense": 8], "layer_norm", "tanh",
            ["dense": 10], "sigmoid",
        ]
        var entries = (Self.valid.mapValue ?? []).filter { $0.key != "hidden" }
        for (key, value) in [
            ("layers", layers), ("loss", "mse"), ("clip_norm", 1),
            ("schedule", ["cosine": ["minimum": 0.001, "warm_up": 2, "warm_up_start": 0.1, "per": "step"]]),
            ("report", "best_epoch"), ("early_stopping", ["patience": 3, "metric": "validation.loss"]),
            ("track", ["train_full", "test_curve", "gradient_norms"]),
        ] as [(String, Node)] {
            entries.append(Node.Entry(key, value))
        }
        #expect(Self.sentences(Node(.map(entries))) == [])
        for schedule in [
            "constant", "cosine", ["constant": ["warm_up": 3]], ["step": ["every": 2, "factor": 0.5]],
            ["exponential": ["factor": 0.9]],
        ] as [Node] {
            #expect(Self.sentences(Self.changed("schedule", schedule)) == [])
        }
    }

    @Test("each mistake has its sentence", arguments: mistakes)
    func says(mistake: Mistake) {
        #expect(Self.sentences(Self.changed(mistake.key, mistake.value)) == [mistake.sentence])
    }
}
