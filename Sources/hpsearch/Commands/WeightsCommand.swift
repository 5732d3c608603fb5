import ArgumentParser
import Foundation
import Reports
import Store
import StudyCore
import Trials

struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Writes a trial's trained weights to a file, ready for PyTorch.",
        discussion: """
            The file is in the safetensors format, its tensors have PyTorch's names and shapes, and its metadata say how \
            the network is built and how its inputs are prepared. A study keeps the weights of its best trial; with \
            'save: all' under 'network' it keeps all of them, with 'save: never' none.

            Examples:
              hpsearch weights mnist-grid -o model.safetensors
              hpsearch weights mnist-grid 17 --repeat 2 -o model.safetensors
              hpsearch weights mnist-grid -o - | ssh elsewhere 'cat > model.safetensors'
            """)

    @Argument(help: "The study; may be left out where the database holds one.", completion: .studies) var name: String?
    @Argument(help: "The trial's number, from 0; by default the best trial.") var trial: Int?
    @Option(help: "Which of the trial's runs, from 0.") var `repeat` = 0
    @Option(name: .shortAndLong, help: "Write to this file; - for standard output.", completion: .file())
    var output: String
    @Flag(help: "Replace the file where it is there already.") var force = false
    @OptionGroup var database: DatabaseOption

    func run() throws {
        try CommandFailure.catching {
            try checkOutput()
            let store = try database.forReading()
            let record = try store.study(named: name)
            let key = RunKey(trial: try trial ?? bestTrial(of: record), repeat: self.repeat)
            let files = store.files(of: try store.find(record.name))
            let path = files.path(.weights, of: key)
            guard let bytes = FileManager.default.contents(atPath: path) else {
                throw try absence(of: key, in: record, files: files)
            }
            let model: SafetensorsModel
            do {
                model = try SafetensorsModel(bytes)
            } catch {
                throw CommandFailure(.environment, "hpsearch: the weights in '\(path)' cannot be used: \(error)")
            }
            try deliver(bytes)
            guard output != "-" else { return }
            try Terminal.write(description(of: model, key, in: record, byteCount: bytes.count))
        }
    }

    /// Refuses a place that would not do, before anything is read. What is no regular file may be written to.
    private func checkOutput() throws {
        if output == "-", Terminal.isTerminal(STDOUT_FILENO) {
            throw CommandFailure(
                .usage, "hpsearch: a terminal cannot show weights; name a file with --output, or use a pipe")
        }
        var status = stat()
        guard output != "-", !force, stat(output, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
        throw CommandFailure(.usage, "hpsearch: '\(output)' is there already; to replace it, add --force")
    }

    private func bestTrial(of record: StudyRecord) throws -> Int {
        if let best = Ranking(record).best { return best.trial.number }
        throw CommandFailure(
            .usage,
            "hpsearch: study '\(record.name)' has no complete trial yet; carry on with: hpsearch resume"
                + "\(database.argument) \(ShellText.argument(record.name))")
    }

    private func deliver(_ bytes: Data) throws {
        let sink = try ResultSink(output == "-" ? nil : output)
        try sink.write(bytes)
        try sink.close()
    }

    private func description(
        of model: SafetensorsModel, _ key: RunKey, in record: StudyRecord, byteCount: Int
    ) -> String {
        var lines = [
            "wrote '\(output)': trial \(key.trial), repeat \(key.repeat) of \(record.name), \(model.tensorCount) tensors, "
                + "\(model.valueCount) values, \(byteCount) bytes", "", "  import collections, torch",
            "  from safetensors.torch import load_file",
        ]
        if let module = model.metadata["module"] { lines.append("  model = \(module)") }
        lines += ["  model.load_state_dict(load_file(\(Node.text(output).json)))", "  model.eval()"]
        if let preparation = model.preparation { lines += ["", preparation] }
        return lines.joined(separator: "\n")
    }
}
