import Fuzzing
import StudyCore
import Testing

@testable import StudyFiles

@Suite("Broken study files end in sentences")
struct MutationTests {
    private static let target = StudyTarget()
    /// The project's studies, and small files that hold every key.
    private static let files = FuzzCorpus.inputs(of: target) + FuzzCorpus.studies

    @Test("the files that are mutated are sound", arguments: files.map(\.name))
    func sound(name: String) throws {
        let file = try #require(Self.files.first { $0.name == name })
        let outcome = Self.target.probe(file.bytes)
        #expect(outcome.isAccepted && outcome.complaints.isEmpty, "\(outcome.complaints)")
    }

    private func mutate(
        _ series: MutationSeries,
        _ mutated: @escaping @Sendable (_ file: Int, _ generator: inout SeededGenerator) -> [UInt8]
    ) async {
        let summary = await onOwnThread {
            series.run { number, generator in Self.target.probe(mutated(number % Self.files.count, &generator)) }
        }
        #expect(summary.complaints == [])
        #expect(summary.slowestSeconds < 20, "\(summary.slowest)")
        // Neither all refused at their first byte nor hardly changed.
        if let share = summary.share { #expect((0.02...0.5).contains(share)) }
    }

    @Test("files with changed bytes, ten thousand of these and the next two kinds in all", .timeLimit(.minutes(20)))
    func bytes() async {
        let mutator = ByteMutator(pieces: Self.target.words)
        await mutate(MutationSeries("study files by bytes", seed: 20, count: 3400)) {
            mutator.mutated(Self.files[$0].bytes, using: &$1)
        }
    }

    @Test("files with changed words and signs", .timeLimit(.minutes(20)))
    func words() async {
        let mutator = TokenMutator(words: Self.target.words)
        await mutate(MutationSeries("study files by words", seed: 21, count: 3300)) {
            Array(mutator.mutated(String(decoding: Self.files[$0].bytes, as: UTF8.self), using: &$1).utf8)
        }
    }

    @Test(
        "files whose keys and values have changed places, gone missing or become something else",
        .timeLimit(.minutes(20)))
    func values() async throws {
        let trees = try Self.files.map { try YAMLReader.read(try SourceText($0.bytes)) }
        let mutator = TreeMutator(keys: Self.target.words)
        await mutate(MutationSeries("study files by values", seed: 22, count: 3300)) {
            Array(mutator.mutated(trees[$0], using: &$1).json.utf8)
        }
    }
}
