import StudyCore
import StudyFiles
import Testing

private func text(_ lines: String) -> String {
    """
    \(lines)
    parameters: {x: [1, 2]}
    search: {method: grid}
    trial: {fake: {width: $x}}
    """
}

@Suite("Resources of a run") struct ResourcesTests {
    @Test("cores, GPUs and memory are read; without them a run takes one core") func reads() throws {
        let study = try read(text("resources: {cores: 4, gpus: 2, memory: 4GiB}"))
        #expect(study.resources == Resources(cores: 4, gpus: 2, memory: 4 << 30))
        #expect(try read(text("seed: 1")).resources == Resources(cores: 1, gpus: 0, memory: nil))
        #expect(try read(text("resources: {}")).resources == Resources())
    }

    @Test(
        "the smaller of limits.memory and resources.memory holds, and its key is told",
        arguments: [
            ("limits: {memory: 1GiB}", 1 << 30, "limits.memory"),
            ("resources: {memory: 2GiB}", 2 << 30, "resources.memory"),
            ("limits: {memory: 1GiB}\nresources: {memory: 2GiB}", 1 << 30, "limits.memory"),
            ("limits: {memory: 2GiB}\nresources: {memory: 1GiB}", 1 << 30, "resources.memory"),
        ])
    func memory(lines: String, bytes: Int, key: String) throws {
        #expect(try read(text(lines)).memoryLimit == MemoryLimit(bytes: bytes, key: key))
    }

    @Test("without either there is no limit of memory") func noLimit() throws {
        #expect(try read(text("resources: {cores: 2}")).memoryLimit == nil)
    }

    @Test(
        "what is wrong is told with its place",
        arguments: [
            Mistake(
                "no cores", text("resources: {cores: 0}"),
                "s.yaml:1:20: 'cores': must be a whole number from 1 to 65536 (got 0)"),
            Mistake(
                "half a GPU", text("resources: {gpus: 0.5}"),
                "s.yaml:1:19: 'gpus': must be a whole number from 0 to 1024 (got 0.5)"),
            Mistake(
                "memory without a unit", text("resources: {memory: 4}"),
                "s.yaml:1:21: 'memory': must be an amount of memory such as 512MiB or 2GiB (got 4); write 4GiB for "
                    + "gibibytes"),
            Mistake(
                "too little memory", text("resources: {memory: 1MiB}"),
                "s.yaml:1:21: 'memory': must be at least 16 MiB (got 1MiB); a worker takes some 5 MiB before it trains "
                    + "anything"),
            Mistake(
                "a misspelt key", text("resources: {gpu: 1}"),
                "s.yaml:1:13: 'gpu': unknown key in 'resources'; did you mean 'gpus'?"),
            Mistake(
                "no map", text("resources: 4"),
                "s.yaml:1:12: 'resources' must be a map of keys to values (got 4)"),
        ])
    func mistakes(_ mistake: Mistake) { #expect(sentences(mistake.text) == mistake.sentences) }

    @Test("they may change freely in a study that has run, since they change no result") func changes() throws {
        let before = try read(text("seed: 1"))
        let after = try read(text("seed: 1\nresources: {cores: 2, memory: 1GiB}"))
        guard case .same = StudyComparison(stored: before, new: after) else {
            Issue.record("a change of resources is refused")
            return
        }
    }
}
