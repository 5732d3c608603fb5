import StudyCore

@testable import Search

/// Spaces and problems that the suites share.
enum TestSpaces {
    static let objective = Objective(.maximize, "validation.accuracy")

    static func problem(
        _ space: SearchSpace, seed: UInt64 = 20, trials: Int? = nil, configurations: [Configuration] = []
    ) -> SearchProblem {
        SearchProblem(
            space: space, seed: seed, objective: objective, trials: trials, configurations: configurations)
    }

    static func integers(_ name: String, _ values: Int...) -> Parameter {
        Parameter(name: name, distribution: .values(values.map(Scalar.integer), weights: nil))
    }

    /// `first <= second`, for whole numbers.
    static func ordered(_ first: String, _ second: String) -> Constraint {
        Constraint(text: "\(first) <= \(second)", names: [first, second], position: SourcePosition(line: 3, column: 5))
        {
            ($0[first]?.number ?? 0) <= ($0[second]?.number ?? 0)
        }
    }

    static let algorithm = Parameter(
        name: "algorithm",
        distribution: .variants([
            .init(name: "sgd", piece: ["sgd": ["learning_rate": 0.1]]),
            .init(name: "adam", piece: ["adam": ["learning_rate": "$step"]]),
        ]))

    /// Every combination counts.
    static let plain = SearchSpace(parameters: [integers("a", 1, 2, 3), integers("b", 4, 5)])

    static let listedPlain = [
        Configuration([("a", .integer(1)), ("b", .integer(5))]), Configuration([("a", .integer(3))]),
    ]

    /// 2 × 3 × 2 combinations, 3 of them refused; `step` lives in one variant only.
    static let finite = SearchSpace(
        parameters: [
            algorithm, integers("narrow", 1, 2), integers("wide", 1, 2),
            Parameter(name: "step", distribution: .geomspace(low: 0.001, high: 0.1, count: 3)),
        ],
        constraints: [ordered("narrow", "wide")], usedNames: ["algorithm", "narrow", "wide"])

    /// Every kind of distribution that has no end of values, a condition, a variant and a constraint.
    static let continuous = SearchSpace(
        parameters: [
            algorithm,
            Parameter(name: "step", distribution: .logUniform(low: 1e-4, high: 1)),
            Parameter(name: "beta", distribution: .reverseLogUniform(low: 0.8, high: 0.999)),
            Parameter(name: "wide", distribution: .integerLogUniform(low: 64, high: 2048, step: 1)),
            integers("narrow", 64, 128, 256),
            Parameter(
                name: "dropout", distribution: .uniform(low: 0, high: 0.5, step: nil),
                conditions: [.init(parameter: "narrow", values: [.integer(256)])]),
            Parameter(
                name: "noise", distribution: .normal(mean: 0, standardDeviation: 1, low: -1, high: nil)),
            Parameter(name: "decay", distribution: .logNormal(mu: -7, sigma: 2, low: nil, high: 0.1)),
        ],
        constraints: [ordered("narrow", "wide")],
        usedNames: ["algorithm", "beta", "wide", "narrow", "dropout", "noise", "decay"])

    static let listed = [
        Configuration([("algorithm", .text("sgd")), ("narrow", .integer(1)), ("wide", .integer(2))]),
        Configuration([("narrow", .integer(2)), ("wide", .integer(2))]),
        Configuration([]),
        Configuration([("algorithm", .text("adam")), ("wide", .integer(1)), ("step", .real(0.5))]),
    ]
}
