import Fuzzing
import StudyCore
import Testing

@testable import Workers

@Suite("Broken lines of the protocol")
struct WireMutationTests {
    private func mutate(_ target: some FuzzTarget, _ lines: [[UInt8]], _ series: MutationSeries) async throws {
        let lines = lines + FuzzCorpus.inputs(of: target).map(\.bytes)
        let trees = try lines.map { try Node(json: $0) }
        let mutator = InputMutator(target)
        let treeMutator = TreeMutator(keys: target.words.compactMap { try? Node(json: $0).textValue })
        for line in lines { #expect(target.probe(line).isAccepted) }
        let summary = await onOwnThread {
            series.run { number, generator in
                let place = number % lines.count
                return target.probe(
                    number % 3 == 0
                        ? Array(treeMutator.mutated(trees[place], changes: 2, using: &generator).json.utf8)
                        : mutator.mutated(lines[place], using: &generator))
            }
        }
        #expect(summary.complaints == [])
        #expect(summary.slowestSeconds < 20, "\(summary.slowest)")
        if let share = summary.share { #expect((0.05...0.5).contains(share)) }
    }

    @Test("ten thousand mutated commands are refused with a sentence, or understood", .timeLimit(.minutes(20)))
    func commands() async throws {
        let lines = WireTests.commands.map { Array(WorkerWire.line($0).dropLast()) }
        try await mutate(CommandLineTarget(), lines, MutationSeries("commands", seed: 7))
    }

    @Test("ten thousand mutated reports as well", .timeLimit(.minutes(20)))
    func reports() async throws {
        let lines = WireTests.reports.map { Array(WorkerWire.line($0).dropLast()) }
        try await mutate(ReportLineTarget(), lines, MutationSeries("reports", seed: 9))
    }

    @Test(
        "a thousand streams of mutated lines, cut anywhere, are the same lines, and never more is held than the bound")
    func streams() {
        let lines = WireTests.reports.flatMap { WorkerWire.line($0) }
        let mutator = ByteMutator(pieces: ["\n", "\n\n", "{", "\r\n"], longest: 1 << 14)
        let summary = MutationSeries("streams", seed: 11, count: 1000).run { _, generator in
            let stream = mutator.mutated(lines, using: &generator)
            let (found, tooLong) = split(stream, longest: 600, &generator)
            var whole = stream.split(separator: 10, omittingEmptySubsequences: false).map { Array($0) }
            // What follows the last line feed is no line yet.
            let rest = whole.removeLast()
            let readable = Array(whole.prefix { $0.count <= 600 })
            let isGivenUp = readable.count < whole.count || rest.count > 600
            let isRight =
                found == readable && tooLong.count == (isGivenUp ? 1 : 0) && tooLong.allSatisfy { $0.count <= 1024 }
            return FuzzOutcome(isAccepted: !isGivenUp, complaints: isRight ? [] : ["a stream is cut wrongly"])
        }
        #expect(summary.complaints == [])
    }

    private func split(
        _ stream: [UInt8], longest: Int, _ generator: inout SeededGenerator
    ) -> (lines: [[UInt8]], tooLong: [[UInt8]]) {
        var splitter = LineSplitter(longest: longest)
        var lines: [[UInt8]] = []
        var tooLong: [[UInt8]] = []
        var position = 0
        while position < stream.count {
            let end = min(stream.count, position + 1 + generator.below(700))
            stream[position..<end].withUnsafeBytes { bytes in
                splitter.take(bytes) { piece in
                    switch piece {
                    case .line(let line): lines.append(line)
                    case .tooLong(let beginning): tooLong.append(beginning)
                    }
                }
            }
            position = end
        }
        return (lines, tooLong)
    }
}
