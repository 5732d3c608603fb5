import StudyCore

extension StudyReport {
    private static let greatestSeedCount = 8

    /// What the results depend on and where they come from: pairs of name and value.
    var provenance: [(name: String, value: String)] {
        let runs = study.trials.flatMap(\.runs)
        let hosts = Set(runs.compactMap(\.host)).sorted()
        let seeds = Dictionary(runs.map { ($0.key.repeat, $0.seed) }) { first, _ in first }.sorted { $0.key < $1.key }
        let listed = seeds.prefix(Self.greatestSeedCount).map { String($0.value) }.joined(separator: ", ")
        var pairs: [(name: String, value: String)] = [("seed of the study", String(study.seed))]
        if !seeds.isEmpty {
            let rest = seeds.count > Self.greatestSeedCount ? ", …" : ""
            pairs.append((seeds.count == 1 ? "seed of its runs" : "seeds of the repeats", listed + rest))
        }
        // The version that a launch recorded stands for the one that began the study.
        if !study.provenance.contains(where: { $0.name == "hpsearch" }) {
            pairs.append(("hpsearch", study.toolVersion))
        }
        pairs += study.provenance
        if !hosts.isEmpty { pairs.append((hosts.count == 1 ? "host" : "hosts", hosts.joined(separator: ", "))) }
        pairs.append(("begun", Timestamp.readable(study.created)))
        pairs.append(("ran for", NumberText.duration(study.elapsed)))
        return pairs
    }
}
