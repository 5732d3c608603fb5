import StudyCore

extension StudyReport {
    /// What the report's JSON says of statistics; null where none were computed.
    var statisticsNode: Node {
        guard let statistics else { return Node(.null) }
        let ties = statistics.ties
        let heldOut = heldOutColumns == .none ? nil : statistics.heldOut
        return [
            "level": .real(statistics.level),
            "comparison": Self.node(ties.method),
            "compared": .integer(ties.compared),
            "tied": ties.method.isNone ? Node(.null) : .integer(ties.tied),
            "held_out": heldOut.map(Self.node) ?? Node(.null),
            "importance": statistics.importance.map { .list($0.parameters.map(Self.node)) } ?? Node(.null),
            "explained": .optional(statistics.importance?.explained),
        ]
    }

    static func node(_ method: StudyStatistics.Ties.Method) -> Node {
        switch method {
        case .mcNemar(let examples): ["test": "mcnemar", "examples": .integer(examples)]
        case .blocks(let repeats, let degreesOfFreedom, let pooled, let noisy):
            [
                "test": "paired", "repeats": .integer(repeats), "degrees_of_freedom": .integer(degreesOfFreedom),
                "pooled_trials": .integer(pooled), "noisy_trials": .integer(noisy),
            ]
        case .none: Node(.null)
        }
    }

    static func node(_ figure: HeldOutFigure) -> Node {
        [
            "metric": .text(figure.metric), "value": .real(figure.value), "low": .optional(figure.low),
            "high": .optional(figure.high), "gap": .optional(figure.gap),
        ]
    }

    private static func node(_ importance: ParameterImportance) -> Node {
        [
            "parameter": .text(importance.parameter), "share": .real(importance.share), "low": .real(importance.low),
            "high": .real(importance.high), "trials": .integer(importance.trials),
            "better": importance.direction.node,
        ]
    }
}

extension StudyStatistics.Ties.Method {
    var isNone: Bool { if case .none = self { true } else { false } }
}

extension ParameterImportance.Direction {
    /// `{"direction": "larger"}`, `{"value": "relu"}`; null where it is unclear.
    fileprivate var node: Node {
        switch self {
        case .larger: ["direction": "larger"]
        case .smaller: ["direction": "smaller"]
        case .unclear: Node(.null)
        case .value(let name): ["value": .text(name)]
        }
    }
}
