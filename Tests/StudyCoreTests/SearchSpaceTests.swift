import StudyCore
import Testing

@Suite("Search space")
struct SearchSpaceTests {
    static func integers(_ name: String, _ values: Int...) -> Parameter {
        Parameter(name: name, distribution: .values(values.map(Scalar.integer), weights: nil))
    }

    private func enumerated(_ space: SearchSpace) -> [String] {
        var found: [String] = []
        space.enumerate {
            found.append($0.summary)
            return true
        }
        return found
    }

    /// `outer` chooses a piece that uses `inner`, which chooses one that uses `deep`.
    static let nested = SearchSpace(
        parameters: [
            Parameter(
                name: "outer",
                distribution: .variants([.init(name: "plain", piece: 1), .init(name: "rich", piece: ["x": "$inner"])])),
            Parameter(
                name: "inner",
                distribution: .variants([.init(name: "off", piece: 0), .init(name: "on", piece: ["y": "$deep"])])),
            integers("deep", 1, 2),
        ], usedNames: ["outer"])

    @Test("a parameter with a condition exists only where it holds, numbers compared by value")
    func conditions() {
        let space = SearchSpace(parameters: [
            Self.integers("layers", 1, 2),
            Parameter(
                name: "second", distribution: .values([.integer(5), .integer(6)], weights: nil),
                conditions: [.init(parameter: "layers", values: [.real(2)])]),
            Parameter(
                name: "third", distribution: .constant(.text("t")),
                conditions: [.init(parameter: "second", values: [.integer(6)])]),
        ])
        #expect(
            enumerated(space)
                == ["layers 1", "layers 2, second 5", "layers 2, second 6, third t"])
    }

    @Test("all conditions must hold, and one on an unknown or inactive parameter does not")
    func allConditions() {
        let space = SearchSpace(parameters: [
            Self.integers("a", 1, 2), Self.integers("b", 1, 2),
            Parameter(
                name: "c", distribution: .constant(.integer(0)),
                conditions: [
                    .init(parameter: "a", values: [.integer(1)]), .init(parameter: "b", values: [.integer(2)]),
                ]),
            Parameter(
                name: "d", distribution: .constant(.integer(0)),
                conditions: [.init(parameter: "nowhere", values: [.integer(1)])]),
        ])
        #expect(enumerated(space) == ["a 1, b 1", "a 1, b 2, c 0", "a 2, b 1", "a 2, b 2"])
    }

    @Test("a parameter used in pieces only is active where its piece is chosen, through any depth")
    func variants() {
        #expect(
            enumerated(Self.nested) == [
                "outer plain", "outer rich, inner off", "outer rich, inner on, deep 1", "outer rich, inner on, deep 2",
            ])
        #expect(Self.nested.combinationCount == 8)
        #expect(!Self.nested.everyCombinationCounts)
    }

    @Test("parameters that depend on each other in a circle do not exist, and do not hang")
    func circles() {
        let space = SearchSpace(parameters: [
            Parameter(
                name: "a", distribution: .constant(.integer(1)),
                conditions: [.init(parameter: "b", values: [.integer(1)])]),
            Parameter(
                name: "b", distribution: .constant(.integer(1)),
                conditions: [.init(parameter: "a", values: [.integer(1)])]),
        ])
        #expect(enumerated(space) == [""])
    }

    @Test("unused parameters are those that neither description, condition nor piece names")
    func unused() {
        let space = SearchSpace(
            parameters: [
                Self.integers("used", 1), Self.integers("condition", 1),
                Parameter(
                    name: "held", distribution: .constant(.integer(1)),
                    conditions: [.init(parameter: "condition", values: [.integer(1)])]),
                Parameter(name: "pieces", distribution: .variants([.init(name: "p", piece: "$inPiece")])),
                Self.integers("inPiece", 1), Self.integers("idle", 1),
            ], usedNames: ["used", "pieces"])
        #expect(space.unused.map(\.name) == ["held", "idle"])
        #expect(SearchSpace(parameters: [Self.integers("a", 1)]).unused.isEmpty)
    }

    @Test("a constraint refuses, unless it speaks of an inactive parameter")
    func constraints() {
        let constraint = Constraint(text: "deep > 1", names: ["deep"]) { ($0["deep"]?.number ?? 0) > 1 }
        let space = SearchSpace(
            parameters: Self.nested.parameters, constraints: [constraint], usedNames: ["outer"])
        #expect(
            enumerated(space) == ["outer plain", "outer rich, inner off", "outer rich, inner on, deep 2"])
        let refused = Configuration([
            ("outer", .text("rich")), ("inner", .text("on")), ("deep", .integer(1)),
        ])
        #expect(space.violated(by: refused)?.text == "deep > 1")
        #expect(space.withoutConstraints.admits(refused))
        #expect(enumerated(space.withoutConstraints) == enumerated(Self.nested))
    }

    @Test("a visit may stop, a space without parameters has one configuration, one without values none")
    func edges() {
        var visited = 0
        SearchSpace(parameters: [Self.integers("a", 1, 2, 3)]).enumerate { _ in
            visited += 1
            return visited < 2
        }
        #expect(visited == 2)
        #expect(enumerated(SearchSpace(parameters: [])) == [""])
        #expect(enumerated(SearchSpace(parameters: [Self.integers("a", 1), Self.integers("b")])) == [])
        #expect(SearchSpace(parameters: [Self.integers("a")]).probes().isEmpty)
    }

    @Test("the probabilities of all combinations of a space with inactive parameters add up to one")
    func probabilities() {
        let sum = (0..<8).compactMap(Self.nested.probability).reduce(0, +)
        #expect(abs(sum - 1) < 1e-12)
        #expect(Self.nested.probability(ofCombination: 0) == 0.5)
        #expect(Self.nested.probability(ofCombination: 1) == nil)
    }

    @Test("the number of combinations is unknown where one parameter is continuous, and does not overflow")
    func counts() {
        let wide = (0..<30).map {
            Parameter(name: "p\($0)", distribution: .integerUniform(low: 1, high: 1000, step: 1))
        }
        #expect(SearchSpace(parameters: wide).combinationCount == .max)
        let real = Parameter(name: "r", distribution: .uniform(low: 0, high: 1, step: nil))
        #expect(SearchSpace(parameters: wide + [real]).combinationCount == nil)
        #expect(SearchSpace(parameters: [real]).combinationCount == nil)
        #expect(SearchSpace(parameters: []).combinationCount == 1)
    }

    @Test("probes are the corners of a small space, each variant with its own parameters")
    func probes() {
        let space = SearchSpace(
            parameters: [
                Parameter(
                    name: "algorithm",
                    distribution: .variants([
                        .init(name: "sgd", piece: 1), .init(name: "adam", piece: ["lr": "$step"]),
                    ])), Parameter(name: "step", distribution: .logUniform(low: 0.1, high: 1)),
            ], usedNames: ["algorithm"])
        #expect(
            space.probes().map(\.summary)
                == ["algorithm sgd", "algorithm adam, step 0.1", "algorithm adam, step 1.0"])
    }

    @Test("probes of a large space show every parameter's outermost values")
    func manyProbes() {
        let parameters =
            (0..<20).map { Parameter(name: "p\($0)", distribution: .integerUniform(low: 1, high: 9, step: 1)) }
            + Self.nested.parameters
        let used = Set(parameters.map(\.name)).subtracting(["inner", "deep"])
        let space = SearchSpace(parameters: parameters, usedNames: used)
        let probes = space.probes()
        #expect(probes.count < 512)
        for number in 0..<20 {
            for value in [1, 9] { #expect(probes.contains { $0["p\(number)"] == .integer(value) }) }
        }
        #expect(probes.contains { $0["deep"] == .integer(2) })
        #expect(Set(probes).count == probes.count)
    }

    @Test("configurations are equal by what they hold, numbers typed, the order left aside")
    func configurations() {
        let first = Configuration([("b", .integer(1)), ("a", .text("x"))])
        let second = Configuration([("a", .text("x")), ("b", .integer(1))])
        #expect(first == second && first.hashValue == second.hashValue)
        #expect(first != Configuration([("a", .text("x")), ("b", .real(1))]))
        #expect(first.canonicalJSON == #"{"a":"x","b":1}"#)
        #expect(Configuration(first.node)?.values.map(\.name) == ["b", "a"])
        #expect(Configuration(["a": [1]]) == nil)
        #expect(Configuration([1]) == nil)
        #expect(first["a"] == .text("x") && first["c"] == nil)
    }

    @Test("scalars match by value, and are written as a command takes them")
    func scalars() {
        #expect(Scalar.integer(1).matches(.real(1)))
        #expect(!Scalar.integer(1).matches(.text("1")))
        // Whole numbers that no real tells apart.
        #expect(!Scalar.integer(1 << 53).matches(.integer(1 << 53 + 1)))
        #expect(!Scalar.integer(1).matches(.boolean(true)))
        #expect(Scalar.text("a b").text == "a b")
        #expect([Scalar.real(0.1), .integer(3), .boolean(true), .null].map(\.text) == ["0.1", "3", "true", "null"])
        #expect(Scalar(Node.list([])) == nil)
    }

    @Test("configurations are the same where their values are, whatever their order and kind of number")
    func sameness() {
        let whole = Configuration([("width", .integer(64)), ("rate", .real(0.5)), ("label", .text("1"))])
        let real = Configuration([("rate", .real(0.5)), ("label", .text("1")), ("width", .real(64))])
        #expect(whole != real)
        #expect(whole.sameness == real.sameness)
        #expect(whole.sameness == #"{"label":"1","rate":0.5,"width":64}"#)
        for other: Scalar in [.real(64.5), .text("64"), .boolean(true), .null, .integer(65)] {
            let changed = Configuration([("rate", .real(0.5)), ("label", .text("1")), ("width", other)])
            #expect(changed.sameness != whole.sameness)
        }
        #expect(Configuration([("x", .real(-0.0))]).sameness == Configuration([("x", .integer(0))]).sameness)
    }
}
