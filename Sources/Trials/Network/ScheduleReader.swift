import Optimizers
import StudyCore

/// Reads `schedule: constant`, `schedule: {cosine: {warm_up: 5, per: step}}`.
enum ScheduleReader {
    private static let names = ["constant", "step", "exponential", "cosine"]

    static func read(_ node: Node, _ diagnostics: Diagnostics) -> LearningRateSchedule? {
        guard let (name, options) = node.named("schedule", among: names, diagnostics: diagnostics) else { return nil }
        guard let options, !options.isNull else {
            switch name {
            case "constant": return LearningRateSchedule()
            case "cosine": return LearningRateSchedule(.cosine(minimum: 0))
            default:
                let example = name == "step" ? "{every: 10, factor: 0.1}" : "{factor: 0.95}"
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
        let period = map.take("per")?.option("per", known: ["epoch", "step"], diagnostics: diagnostics)
        map.finish()
        guard diagnostics.all.count == before else { return nil }
        return LearningRateSchedule(
            shape, period: period == "step" ? .step : .epoch, warmUp: warmUp, warmUpStart: start)
    }

    private static func requiredFactor(_ map: MapReader) -> Double {
        map.require("factor")
            .flatMap { $0.number(named: "factor", .notNegative, diagnostics: map.diagnostics) } ?? 1
    }
}
