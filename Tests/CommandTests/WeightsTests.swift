import Foundation
import StudyCore
import Testing

@Suite("Trained weights")
struct WeightsTests {
    private static func study(_ save: String = "", trial: String = mlp, repeats: Int = 2) -> String {
        """
        name: nets
        parameters: {learning_rate: [0.3, 0.01, 0.1, 0.02]}
        search: {method: grid, repeats: \(repeats)}
        trial:
          network:
        \(trial)
            optimizer: {momentum: {learning_rate: $learning_rate}}
            batch_size: 50
        \(save)
        """
    }

    private static let mlp = """
            data: digits
            hidden: [32, 16]
            batch_norm: true
            dropout: 0.1
            epochs: 3
        """

    private func files(_ place: Workplace) throws -> [String] {
        let path = place.path("results/studies.sqlite.files/study-1/weights")
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    private func best(_ place: Workplace) throws -> Node {
        let report = try Node(json: place.run("report", "--format", "json").output)
        return try #require(report["trials"]?.listValue?.first)
    }

    private func bestNumber(_ place: Workplace) throws -> Int {
        let trial = try best(place)
        return try #require(trial["number"]?.integerValue)
    }

    @Test("are kept of the best trial alone, all its repeats, whatever the number of workers")
    func best() throws {
        for workers in ["1", "3"] {
            let place = try Workplace()
            try place.write("s.yaml", Self.study())
            #expect(try place.run("study", "s.yaml", "--quiet", "--workers", workers).exitCode == 0)
            let number = try bestNumber(place)
            #expect(try files(place) == ["\(number)-0.safetensors", "\(number)-1.safetensors"])
        }
    }

    @Test("are kept of the best trial when the study is stopped and carried on with, and what a kill left goes")
    func resumed() throws {
        let place = try Workplace()
        try place.write(
            "s.yaml", Self.study("    save: best", trial: Self.mlp.replacing("epochs: 3", with: "epochs: 40")))
        let running = try place.start(["study", "s.yaml", "--workers", "2"])
        #expect(running.wait(for: { running.errorSoFar.contains("[2/4]") }))
        running.send(SIGKILL)
        _ = try running.wait()
        let folder = place.path("results/studies.sqlite.files/study-1/weights")
        try place.write("results/studies.sqlite.files/study-1/weights/0-1.safetensors.partial", "half")
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        let number = try bestNumber(place)
        #expect(try files(place) == ["\(number)-0.safetensors", "\(number)-1.safetensors"], "\(folder)")
        #expect(try place.run("delete", "nets", "--yes").exitCode == 0)
        #expect(!FileManager.default.fileExists(atPath: place.path("results/studies.sqlite.files")))
    }

    @Test("are kept of every trial or of none where the study says so")
    func others() throws {
        let place = try Workplace()
        try place.write("s.yaml", Self.study("    save: all"))
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        #expect(try files(place).count == 8)
        #expect(try place.run("weights", "nets", "2", "--repeat", "1", "-o", "m.safetensors").exitCode == 0)
        try place.write("s.yaml", Self.study("    save: never"))
        #expect(try place.run("study", "s.yaml", "--quiet", "--restart").exitCode == 0)
        let outcome = try place.run("weights", "nets", "-o", "n.safetensors")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error
                == "hpsearch: the study keeps no weights (save: never); run it under another name without this line\n")
        #expect(!FileManager.default.fileExists(atPath: place.path("n.safetensors")))
        // Renamed, the old study still has its own.
        #expect(try place.run("weights", "nets@1", "0", "-o", "m.safetensors", "--force").exitCode == 0)
    }

    @Test("that are not there are told in a sentence with the way out")
    func sentences() throws {
        let place = try Workplace()
        try place.write("s.yaml", Self.study(repeats: 1))
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        let number = try bestNumber(place)
        let other = number == 0 ? 1 : 0
        func refusal(_ arguments: String...) throws -> String {
            let outcome = try place.start(["weights"] + arguments).wait()
            #expect(outcome.exitCode != 0)
            #expect(outcome.output.isEmpty)
            return outcome.error
        }
        #expect(
            try refusal("nets", "\(other)", "-o", "m")
                == "hpsearch: the weights of trial \(other) were not kept, since the best trial is \(number); to keep those of "
                + "every trial, say 'save: all' under 'network' and run the study under another name\n")
        #expect(try refusal("nets", "4", "-o", "m") == "hpsearch: study 'nets' has no trial 4; it has 0 to 3\n")
        #expect(
            try refusal("nets", "0", "--repeat", "1", "-o", "m") == "hpsearch: trial 0 has no repeat 1; it has 0 to 0\n"
        )
        #expect(
            try refusal("-o", "missing/m")
                == "hpsearch: 'missing/m' cannot be written (No such file or directory)\n")
        let file = "results/studies.sqlite.files/study-1/weights/\(number)-0.safetensors"
        try place.write(file, "short")
        #expect(
            try refusal("-o", "m")
                == "hpsearch: the weights in '\(place.path(file))' cannot be used: it has no header\n")
        try FileManager.default.removeItem(atPath: place.path(file))
        let weights = place.path("results/studies.sqlite.files/study-1")
        #expect(
            try refusal("-o", "m")
                == "hpsearch: the weights of trial \(number), repeat 0 are not in '\(weights)': the trial was not yet the best "
                + "one when this run ended, they could not be written, or the file was removed\n")
        #expect(!FileManager.default.fileExists(atPath: place.path("m")))
    }

    @Test("do not take the place of a file that is there, unless told to")
    func overwriting() throws {
        let place = try Workplace()
        try place.write("s.yaml", Self.study(repeats: 1))
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        try place.write("thesis.txt", "precious")
        let refused = try place.run("weights", "-o", "thesis.txt")
        #expect(refused.exitCode == 2)
        #expect(refused.error == "hpsearch: 'thesis.txt' is there already; to replace it, add --force\n")
        #expect(try String(contentsOfFile: place.path("thesis.txt"), encoding: .utf8) == "precious")
        let told = try place.run("weights", "-o", "thesis.txt", "--force")
        #expect(told.exitCode == 0)
        let number = try bestNumber(place)
        let kept = place.path("results/studies.sqlite.files/study-1/weights/\(number)-0.safetensors")
        let bytes = try #require(FileManager.default.contents(atPath: kept))
        #expect(FileManager.default.contents(atPath: place.path("thesis.txt")) == bytes)
        #expect(told.output.hasPrefix("wrote 'thesis.txt': trial \(number), repeat 0 of nets, "))
        #expect(told.output.contains(" values, \(bytes.count) bytes\n"))
    }

    @Test("that were let go before the study was added to are told, with those that are there")
    func addedTo() throws {
        let place = try Workplace()
        let trial = Self.mlp.replacing("epochs: 3", with: "epochs: 1")
        try place.write("s.yaml", Self.study(trial: trial, repeats: 1))
        #expect(try place.run("study", "s.yaml", "--quiet").exitCode == 0)
        let number = try bestNumber(place)
        let folder = "results/studies.sqlite.files/study-1/weights"
        // As if another trial had been the best when there was one run of each.
        try FileManager.default.removeItem(atPath: place.path("\(folder)/\(number)-0.safetensors"))
        try place.write("s.yaml", Self.study(trial: trial, repeats: 2))
        let outcome = try place.run("study", "s.yaml", "--quiet")
        #expect(outcome.exitCode == 0)
        let best = try bestNumber(place)
        #expect(try files(place) == ["\(best)-1.safetensors"])
        #expect(
            outcome.error.contains(
                "hpsearch: warning: the weights of trial \(best), repeat 0 were not kept, since the trial was not the best one "
                    + "when that run ended; 'save: all' under 'network' keeps those of every trial\n"))
        let refused = try place.run("weights", "-o", "m")
        #expect(refused.exitCode == 4)
        #expect(
            refused.error.hasSuffix(
                "study-1': the trial was not yet the best one when this run ended, they could not be written, or the file was "
                    + "removed; there are those of --repeat 1\n"))
        #expect(try place.run("weights", "--repeat", "1", "-o", "m").exitCode == 0)
    }

    @Test("that a parameter's value switches off are not missed")
    func switchedOff() throws {
        let place = try Workplace()
        let text = Self.study("    save: $keep", repeats: 1)
            .replacing("[0.3, 0.01, 0.1, 0.02]}", with: "[0.3], keep: [never, best]}")
        try place.write("s.yaml", text)
        let outcome = try place.run("study", "s.yaml", "--quiet")
        #expect(outcome.exitCode == 0)
        #expect(outcome.error.isEmpty)
        // The two are equal, so that the first is the best.
        #expect(try bestNumber(place) == 0)
        #expect(
            try place.run("weights", "-o", "m").error
                == "hpsearch: the study keeps no weights (save: never); run it under another name without this line\n")
    }

    @Test("a wrong choice is told with its place")
    func choice() throws {
        let place = try Workplace()
        try place.write("s.yaml", Self.study("    save: bset"))
        let outcome = try place.run("plan", "s.yaml")
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error
                == "s.yaml:13:11: 'save': must be one of never, best, all (got text \"bset\"); did you mean 'best'?\n")
    }

    /// Python with PyTorch and safetensors: `HPSEARCH_PYTHON`, or python3 where it has them.
    private static let python: String? = {
        let interpreter = ProcessInfo.processInfo.environment["HPSEARCH_PYTHON"] ?? "python3"
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter, "-c", "import torch, safetensors"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        process.waitUntilExit()
        return process.terminationStatus == 0 ? interpreter : nil
    }()

    private static let numbers = """
            data: {csv: numbers.csv, label: y, target: number, standardize: true}
            hidden: [16]
            activation: tanh
            epochs: 5
        """

    private static let convolutional = """
            data: digits
            layers:
              - conv: {channels: 6, kernel: 3, padding: 1}
              - batch_norm
              - relu
              - avg_pool: 2
              - conv: {channels: 8, kernel: 3, stride: 1}
              - sigmoid
              - max_pool: {size: 2, stride: 1}
              - dense: 24
              - layer_norm
              - relu
              - dense: 10
            epochs: 3
            report: best_epoch
        """

    @Test(
        "predict in PyTorch what they predicted here",
        .enabled(if: python != nil, "skipped: no python3 with torch and safetensors (HPSEARCH_PYTHON names another)"),
        arguments: [mlp, convolutional, numbers])
    func torch(_ trial: String) throws {
        let place = try Workplace()
        let isNumeric = trial == Self.numbers
        let objective = isNumeric ? "objective: {minimize: validation.loss}\n" : ""
        try place.write("s.yaml", objective + Self.study(trial: trial, repeats: 1))
        var table = "a,b,c,y\n"
        for row in 0..<400 {
            let (a, b, c) = (Double(row * 37 % 101) / 10, Double(row * 53 % 97) - 40, Double(row * 29 % 89) / 1000)
            table += "\(a),\(b),\(c),\(a / 5 - b / 50 + c * 10)\n"
        }
        try place.write("numbers.csv", table)
        let outcome = try place.run("study", "s.yaml", "--quiet")
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        #expect(try place.run("weights", "-o", "model.safetensors").exitCode == 0)
        let trial = try best(place)
        let metrics = try #require(trial["metrics"])
        let data =
            isNumeric
            ? place.path("numbers.csv")
            : Workplace.repository.appending(path: "Sources/Datasets/Resources/digits.csv.gz").path
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            try #require(Self.python),
            Workplace.repository.appending(path: "Tests/CommandTests/Support/check_weights.py").path,
            place.path("model.safetensors"), data, isNumeric ? "80" : "350",
        ]
        process.standardOutput = pipe
        try process.run()
        let bytes = try pipe.fileHandleForReading.readToEnd() ?? Data()
        let printed = String(decoding: bytes, as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let result = try Node(json: printed.trimmingCharacters(in: .whitespacesAndNewlines))
        let (here, there) = (
            try #require(metrics["test.loss"]?.numberValue), try #require(result["loss"]?.numberValue)
        )
        #expect(abs(here - there) <= 1e-5 * here, "test.loss \(here) here, \(there) in PyTorch")
        if !isNumeric {
            #expect(metrics["test.accuracy"]?.numberValue == result["accuracy"]?.numberValue)
        }
    }
}
