import Foundation
import Search
import StudyCore
import StudyFiles
import Trials

/// Study files, read with the kinds of trial and the search methods that the tool has.
public struct StudyTarget: FuzzTarget {
    public let name = "study"
    private let kinds: [any TrialKind] = [NetworkTrial(), ExpressionTrial(), CommandTrial()]
    private let environment = TrialEnvironment(directory: "/nonexistent", dataDirectory: nil)

    public init() {}

    public let words = [
        "name", "description", "seed", "objective", "maximize", "minimize", "validation.accuracy", "test.loss",
        "parameters",
        "values", "value", "weights", "variants", "linspace", "geomspace", "uniform", "log_uniform",
        "reverse_log_uniform",
        "int_uniform", "int_log_uniform", "normal", "log_normal", "low", "high", "step", "n", "mean", "sd", "mu",
        "sigma",
        "when", "require", "search", "method", "grid", "random", "list", "trials", "repeats", "configurations",
        "limits",
        "command", "run", "metrics", "metrics_file", "json_lines", "last_line", "environment", "working_directory",
        "keep",
        "control", "resumable", "$args", "(?<value>", "(?<epoch>", ".*)",
        "wall_time", "trial_time", "failures", "retries", "1h30m", "90s", "trial", "network", "expression", "data",
        "digits",
        "mnist", "csv", "label", "header", "separator", "target", "number", "shape", "train", "validation", "test",
        "standardize", "order", "by_class", "hidden", "layers", "dense", "conv", "channels", "kernel", "stride",
        "padding",
        "max_pool", "avg_pool", "flatten", "batch_norm", "layer_norm", "dropout", "relu", "sigmoid", "tanh",
        "activation",
        "initialization", "kaiming_uniform", "constant", "biases", "zero", "loss", "cross_entropy", "mse", "optimizer",
        "sgd",
        "momentum", "rmsprop", "adam", "adamw", "adagrad", "learning_rate", "beta", "beta1", "nesterov", "weight_decay",
        "schedule", "cosine", "exponential", "factor", "every", "warm_up", "per", "clip_norm", "batch_size", "full",
        "epochs",
        "track", "train_full", "gradient_norms", "report", "best_epoch", "early_stopping", "patience", "metric", "let",
        "iterations", "record_every", "optimum", "rows", "columns", "gaussian_classes", "dimensions", "samples",
        "classes",
        "{", "}", "[", "]", ":", ",", "\"", "'", "$", "${", "$$", "\n", "  ", "- ", "#", "&a", "*a", "!!x", "<<", "? ",
        "|",
        ">", "%", "---\n", "...\n", "null", "true", "-1", "0", "1", "1e999", ".nan", ".inf", "1e18",
        "9223372036854775807",
        "99999999999999999999", "0x1F", "0o17", "010", "and", "or", "not", "==", "<=", "^", "(", ")", "exp(", "$x",
        "${a b}",
    ]

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        let reader = StudyFileReader(kinds: kinds, methods: SearchCatalog.methods, pruners: PrunerCatalog.methods)
        do throws(StudyFileError) {
            let study = try reader.read(bytes: input, file: "m.yaml", environment: environment)
            return FuzzOutcome(isAccepted: true, complaints: complaints(study, reader))
        } catch {
            return FuzzOutcome(complaints: complaints(error))
        }
    }

    private func complaints(_ error: StudyFileError) -> [String] {
        var complaints = error.diagnostics.isEmpty ? ["a file is refused without a word"] : []
        for sentence in error.sentences {
            if !sentence.hasPrefix("m.yaml:") { complaints.append("a sentence names no file: \(sentence.prefix(80))") }
            complaints += SentenceRules.complaints(sentence)
        }
        return complaints
    }

    /// Goes on with a study as the commands do, up to where trials would run.
    private func complaints(_ study: Study, _ reader: StudyFileReader) -> [String] {
        var complaints: [String] = []
        let again = try? reader.read(text: study.text, file: "m.yaml", name: study.name, environment: environment)
        switch again.map({ StudyComparison(stored: study, new: $0) }) {
        case .same: break
        default: complaints.append("a study's own text, read again, is another study")
        }
        guard let kind = kinds.first(where: { $0.name == study.trial.kind }),
            let method = SearchCatalog.methods.first(where: { $0.name == study.search.method })
        else { return ["an accepted study names an unknown kind or method"] }
        if study.search.repeats < 1 { complaints.append("a study has \(study.search.repeats) repeats") }
        do {
            for example in try method.make(SearchProblem(study)).preview().examples.prefix(2) {
                let diagnostics = Diagnostics()
                let description = study.trial.node.substituting(
                    example.configuration, space: study.space, rules: kind.substitution, diagnostics: diagnostics)
                guard diagnostics.isEmpty else { continue }
                _ = kind.facts(description, environment: environment)
                _ = kind.stepsPerRun(description)
                if (try? Node(json: description.json)) == nil, !description.json.contains("null") {
                    complaints.append("a description is not what JSON can hold: \(description.json.prefix(200))")
                }
            }
        } catch let error as SearchError {
            complaints += SentenceRules.complaints(error.diagnostic.rendered(file: "m.yaml"))
        } catch {
            complaints.append("a search ends with \(error)")
        }
        return complaints
    }
}
