import Optimizers
import StudyCore

/// Reads `schedule: constant`, `schedule: {cosine: {warm_up: 5, per: step}}`.
enum ScheduleReader {
    /// What the periods of a schedule may be.
    enum Periods {
        /// Of a network: epochs, or steps where `per: step` says so.
        case epochsOrSteps
        /// Of an expression: iterations, each of which is one step.
        case iterations
    }

    private static let names = ["constant", "step", "exponential", "cosine"]

    static func read(_ node: Node, _ periods: Periods, _ diagnostics: Diagnostics) -> LearningRateSchedule? {
        guard let (name, options) = node.named("schedule", among: names, diagnostics: diagnostics) else { return nil }
        let usual = periods == .iterations ? LearningRateSchedule.Period.step : .epoch
        guard let options, !options.isNull else {
            switch name {
            case "constant": return LearningRateSchedule(period: usual)
            case "cosine": return LearningRateSchedule(.cosine(minimum: 0), period: usual)
            default:
                let example =
                    switch (name, periods) {
                    case ("step", .epochsOrSteps): "{every: 10, factor: 0.1}"
                    case ("step", .iterations): "{every: 1000, factor: 0.1}"
                    case (_, .epochsOrSteps): "{factor: 0.95}"
                    case (_, .iterations): "{factor: 0.999}"
                    }
                diagnostics.report(
                    "needs its settings", subject: name, at: node.position,
                    suggestion: "write schedule: {\(name): \(example)}")
                return nil
            }
        }
        guard let map = MapReader(options, title: "'\(name)'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let shape: LearningRateSchedule.Shape
        switch name {
        case "step":
            let every = map.require("every")
                .flatMap { $0.integer(named: "every", in: 1...1_000_000_000, diagnostics: diagnostics) }
            shape = .step(every: every ?? 1, factor: requiredFactor(map))
        case "exponential": shape = .exponential(factor: requiredFactor(map))
        case "cosine": shape = .cosine(minimum: map.number("minimum", .notNegative) ?? 0)
        default: shape = .constant
        }
        let warmUp = map.integer("warm_up", in: 0...1_000_000_000) ?? 0
        let start = map.number("warm_up_start", .notNegative) ?? 1.0 / 3
        let period = readPeriod(map, periods) ?? usual
        map.finish()
        guard diagnostics.all.count == before else { return nil }
        return LearningRateSchedule(shape, period: period, warmUp: warmUp, warmUpStart: start)
    }

    private static func readPeriod(_ map: MapReader, _ periods: Periods) -> LearningRateSchedule.Period? {
        switch periods {
        case .epochsOrSteps:
            return map.take("per")?.option("per", known: ["epoch", "step"], diagnostics: map.diagnostics)
                .map { $0 == "step" ? .step : .epoch }
        case .iterations:
            if map.has("per") {
                _ = map.take("per")
                map.diagnostics.report(
                    "an expression has no epochs: a period of its schedule is an iteration", subject: "per",
                    at: map.keyPosition("per"), suggestion: "remove the key")
            }
            return nil
        }
    }

    private static func requiredFactor(_ map: MapReader) -> Double {
        map.require("factor")
            .flatMap { $0.number(named: "factor", .notNegative, diagnostics: map.diagnostics) } ?? 1
    }
}
