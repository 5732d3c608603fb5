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

    static func sentences(_ description: Node) -> [String] {
        let diagnostics = Diagnostics()
        NetworkTrial().check(description, environment: TrialEnvironment(directory: "/"), diagnostics: diagnostics)
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
                + "'activation' and 'batch_norm'"),
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
        Mistake("dropout", 0.5, "'dropout': not yet supported in this version; remove the key"),
        Mistake("loss", "mse", "'loss': 'mse' is not yet supported in this version; known here: cross_entropy"),
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
            "'widths': unknown key in 'network'; known here: data, layers, hidden, activation, batch_norm, "
                + "initialization, loss, optimizer, batch_size, epochs, track"),
    ]

    @Test("each mistake has its sentence", arguments: mistakes)
    func says(mistake: Mistake) {
        #expect(Self.sentences(Self.changed(mistake.key, mistake.value)) == [mistake.sentence])
    }
}
