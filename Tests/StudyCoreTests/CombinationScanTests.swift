import StudyCore
import Testing

@Suite("The scan through a finite space's combinations")
struct CombinationScanTests {
    /// A constraint on some parameters that holds or does not by a hash of their values.
    private static func scrambled(_ names: [String], salt: Int, holdsOf: Int) -> Constraint {
        Constraint(text: "\(names) \(salt)", names: Set(names)) { values in
            var hash = salt
            for name in names { hash = (hash &* 31 &+ Int(values[name]?.number ?? -1)) % 1009 }
            return hash % 10 < holdsOf
        }
    }

    private static func space(_ constraints: [Constraint], conditional: Bool) -> SearchSpace {
        let names = ["a", "b", "c", "d"]
        let parameters = zip(names, [3, 4, 2, 5]).map { name, count in
            Parameter(
                name: name, distribution: .integerUniform(low: 1, high: count, step: 1),
                conditions: conditional && name == "c" ? [.init(parameter: "d", values: [.integer(2)])] : [])
        }
        return SearchSpace(parameters: parameters, constraints: constraints)
    }

    private static let constraintSets: [[Constraint]] = [
        [], [scrambled(["a"], salt: 3, holdsOf: 5)], [scrambled(["d"], salt: 1, holdsOf: 5)],
        [scrambled(["b", "a"], salt: 4, holdsOf: 4), scrambled(["d", "c"], salt: 5, holdsOf: 7)],
        [scrambled(["c"], salt: 2, holdsOf: 5), scrambled(["a", "b", "c", "d"], salt: 9, holdsOf: 5)],
        [scrambled(["b"], salt: 6, holdsOf: 0)],
        [Constraint(text: "false", names: []) { _ in false }], [Constraint(text: "true", names: []) { _ in true }],
    ]

    @Test(
        "finds what looking at every combination finds, in as many pieces as one likes", arguments: 0..<8,
        [false, true])
    func everything(set: Int, conditional: Bool) {
        let space = Self.space(Self.constraintSets[set], conditional: conditional)
        let expected = (0..<120).filter { space.configuration(ofCombination: $0) != nil }
        for step in [1, 7, Int.max] {
            var scan = CombinationScan(space)
            var found: [Int] = []
            while !scan.isFinished {
                var looks = step
                while let index = scan.find(looks: &looks) { found.append(index) }
            }
            #expect(found == expected)
        }
    }

    @Test("steps over all combinations that a refused beginning rules out")
    func steps() {
        let space = Self.space(
            [Constraint(text: "a > 2", names: ["a"]) { ($0["a"]?.number ?? 0) > 2 }], conditional: false)
        var scan = CombinationScan(space)
        var looks = 3
        #expect(scan.find(looks: &looks) == 80)
        #expect(looks == 0)
    }
}
