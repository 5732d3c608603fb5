import Foundation
import Fuzzing
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A sample of what the readers' own mutation tests try ten thousand times each, through the program itself: exit codes,
/// standard error, memory.
@Suite("Mutated input to the commands")
struct MutatedInputTests {
    /// Runs `hpsearch` under a bound on its address space and one on its time.
    private func run(_ arguments: [String], in place: Workplace, input: String? = nil) throws -> CommandOutcome {
        let line = "ulimit -v 8000000; exec timeout -k 1 120 \"$HP\" \"$@\"" + (input.map { " < \"\($0)\"" } ?? "")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line, "sh"] + arguments
        process.currentDirectoryURL = place.directory
        process.environment = ProcessInfo.processInfo.environment.merging(
            ["HP": Workplace.program.path, "XDG_CACHE_HOME": place.path("cache"), "HPSEARCH_DATA": place.path("data")]
        ) { $1 }
        process.standardInput = FileHandle.nullDevice
        let (output, error) = (place.directory.appending(path: "out"), place.directory.appending(path: "err"))
        for file in [output, error] { _ = FileManager.default.createFile(atPath: file.path, contents: nil) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: error)
        try process.run()
        process.waitUntilExit()
        let code = process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
        return CommandOutcome(
            exitCode: code, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
            error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
    }

    private func write(_ bytes: [UInt8], to name: String, in place: Workplace) throws {
        let file = place.directory.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// What a command that ended with one of these exit codes should not have done.
    private func complaints(_ outcome: CommandOutcome, codes: Set<Int32>, prefixes: [String]) -> [String] {
        guard codes.contains(outcome.exitCode) else {
            return ["ended with \(outcome.exitCode): \(outcome.error.suffix(300))"]
        }
        let lines = outcome.error.split(separator: "\n").map(String.init)
        if outcome.exitCode > 1, lines.isEmpty { return ["ended with \(outcome.exitCode) and without a word"] }
        guard outcome.exitCode > 1 else { return [] }
        return lines.flatMap { line in
            SentenceRules.complaints(line)
                + (prefixes.contains { line.hasPrefix($0) } ? [] : ["a line begins with '\(line.prefix(40))'"])
        }
    }

    /// Runs a command on each mutation of a series and holds how it ended against what is promised.
    private func sample(
        _ series: MutationSeries, codes: Set<Int32>, prefixes: [String],
        _ body: @escaping @Sendable (_ number: Int, _ generator: inout SeededGenerator) throws -> CommandOutcome
    ) async {
        let summary = await onOwnThread {
            series.run { number, generator in
                do {
                    let outcome = try body(number, &generator)
                    return FuzzOutcome(
                        isAccepted: outcome.exitCode == 0,
                        complaints: complaints(outcome, codes: codes, prefixes: prefixes))
                } catch {
                    return FuzzOutcome(complaints: ["\(error)"])
                }
            }
        }
        #expect(summary.complaints == [])
        #expect(series.numbers.count < 10 || (1..<summary.count).contains(summary.accepted))
    }

    @Test("a hundred study files: exit code 0 or 2, and sentences with the file's name", .timeLimit(.minutes(20)))
    func studies() async throws {
        let place = try Workplace()
        let target = StudyTarget()
        let files = FuzzCorpus.inputs(of: target) + FuzzCorpus.studies
        let mutator = InputMutator(target)
        let series = MutationSeries("study files of plan", seed: 30, count: 100)
        await sample(series, codes: [0, 2], prefixes: ["m.yaml:"]) { number, generator in
            let input = mutator.mutated(files[number % files.count].bytes, using: &generator)
            try write(input, to: "m.yaml", in: place)
            return try run(["plan", "m.yaml"], in: place)
        }
    }

    /// A study of no epochs on a data set: everything is read, and next to nothing is trained.
    private func study(_ data: String) -> [UInt8] {
        Array(
            """
            name: m
            objective: {minimize: validation.loss}
            parameters: {width: [2]}
            search: {method: grid}
            trial:
              network:
                data: \(data)
                hidden: [$width]
                optimizer: {sgd: {learning_rate: 0.1}}
                batch_size: 1
                epochs: 0

            """.utf8)
    }

    @Test("forty CSV files: exit code 0 or 2, and a sentence", .timeLimit(.minutes(20)))
    func tables() async throws {
        let place = try Workplace()
        let target = TableTarget()
        let mutator = InputMutator(target)
        let files = FuzzCorpus.inputs(of: target).filter { ["classes.csv", "quotes.csv"].contains($0.name) }
        try write(study("{csv: table.csv, label: kind}"), to: "m.yaml", in: place)
        let series = MutationSeries("CSV files of study", seed: 31, count: 40)
        await sample(series, codes: [0, 2], prefixes: ["m.yaml:", "hpsearch: "]) { number, generator in
            try write(mutator.mutated(files[number % files.count].bytes, using: &generator), to: "table.csv", in: place)
            return try run(["study", "m.yaml", "--db", "\(number).sqlite", "--quiet"], in: place)
        }
    }

    @Test("thirty IDX files: exit code 0, 2 or 4, and a sentence", .timeLimit(.minutes(20)))
    func idx() async throws {
        let place = try Workplace()
        let mutator = InputMutator(IDXTarget())
        let names = [
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
        ]
        try write(study("mnist"), to: "m.yaml", in: place)
        let series = MutationSeries("IDX files of study", seed: 32, count: 30)
        await sample(series, codes: [0, 2, 4], prefixes: ["m.yaml:", "hpsearch: "]) { number, generator in
            for (role, name) in names.enumerated() {
                let sound = IDXTarget.file(role)
                let bytes = role == number % 4 ? mutator.mutated(sound, using: &generator) : sound
                try write(bytes, to: "data/mnist/\(name)", in: place)
            }
            return try run(["study", "m.yaml", "--db", "\(number).sqlite", "--quiet"], in: place)
        }
    }

    @Test(
        "thirty lines to a worker: it says hello, ends with status 0 or 2, and with a sentence",
        .timeLimit(.minutes(20)))
    func commands() async throws {
        let place = try Workplace()
        let target = CommandLineTarget()
        let mutator = InputMutator(target)
        let lines = FuzzCorpus.inputs(of: target)
        let series = MutationSeries("lines to a worker", seed: 33, count: 30)
        await sample(series, codes: [0, 2], prefixes: ["the worker ends: "]) { number, generator in
            let sound = lines[number % lines.count].bytes
            // Some as they are: what is understood must stay so.
            let line = number % 5 == 0 ? sound : mutator.mutated(sound, using: &generator)
            try write(line + [10], to: "line", in: place)
            let outcome = try run(["worker", "--stdio"], in: place, input: "line")
            guard outcome.output.hasPrefix("{\"report\":\"hello\"") else { throw WithoutHello() }
            return outcome
        }
    }

    @Test("a study file without end is read no further than a study file may reach")
    func endless() throws {
        let outcome = try run(["plan", "/dev/zero"], in: try Workplace())
        #expect(outcome.exitCode == 2)
        #expect(
            outcome.error
                == "/dev/zero: the file has more than the 1048576 bytes that a study file may have; "
                + "check that this is the study file\n")
    }
}

private struct WithoutHello: Error {}
