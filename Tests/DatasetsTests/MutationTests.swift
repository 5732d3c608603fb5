import Fuzzing
import Testing

@Suite("Broken data files end in sentences")
struct MutationTests {
    private func mutate(_ target: some FuzzTarget, _ series: MutationSeries) async {
        let files = FuzzCorpus.inputs(of: target)
        for file in files {
            let outcome = target.probe(file.bytes)
            #expect(outcome.isAccepted && outcome.complaints == [], "\(file.name): \(outcome.complaints)")
        }
        let mutator = InputMutator(target)
        let summary = await onOwnThread {
            series.run { number, generator in
                target.probe(mutator.mutated(files[number % files.count].bytes, using: &generator))
            }
        }
        #expect(summary.complaints == [])
        #expect(summary.slowestSeconds < 20, "\(summary.slowest)")
        if let share = summary.share { #expect((0.05...0.8).contains(share)) }
    }

    @Test("ten thousand mutated CSV files are tables, or are refused with a sentence", .timeLimit(.minutes(20)))
    func tables() async { await mutate(TableTarget(), MutationSeries("CSV files", seed: 4)) }

    @Test("ten thousand mutated IDX files, packed ones among them, as well", .timeLimit(.minutes(20)))
    func idx() async { await mutate(IDXTarget(), MutationSeries("IDX files", seed: 8)) }
}
