import Foundation
import Fuzzing

/// Mutations of a corpus for so many seconds, without knowing what they reach.
enum PlainFuzzing {
    static func run(_ target: any FuzzTarget, seconds: Double, _ folders: some Sequence<String>) {
        let corpus = folders.flatMap { FuzzCorpus.inputs(in: $0) }.filter { !$0.bytes.isEmpty }
        guard !corpus.isEmpty else {
            FileHandle.standardError.write(Data("Fuzz: name folders that hold files to begin with\n".utf8))
            exit(2)
        }
        for input in corpus { _ = insistOn(target, input.bytes) }
        let seed = UInt64.random(in: 0...999_999_999)
        let mutator = InputMutator(target)
        let end = Date().addingTimeInterval(seconds)
        let summary = MutationSeries("Fuzz \(target.name)", seed: seed, count: .max).run { number, generator in
            guard Date() < end else { return nil }
            return insistOn(target, mutator.mutated(corpus[number % corpus.count].bytes, using: &generator))
        }
        print("\(target.name): \(summary.count) inputs, \(summary.accepted) of them taken, seed \(seed); no complaint")
    }
}
