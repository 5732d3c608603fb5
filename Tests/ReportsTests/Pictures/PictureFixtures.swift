import Foundation
import StudyCore

@testable import Reports

/// Studies to draw.
enum PictureFixtures {
    static let space = SearchSpace(parameters: [
        Parameter(name: "learning_rate", distribution: .logUniform(low: 0.001, high: 1)),
        Parameter(name: "beta", distribution: .reverseLogUniform(low: 0.8, high: 0.999)),
        Parameter(name: "width", distribution: .values([.integer(64), .integer(8), .integer(16)], weights: nil)),
        Parameter(name: "activation", distribution: .values([.text("relu"), .text("tanh")], weights: nil)),
        Parameter(name: "epochs", distribution: .constant(.integer(6))),
    ])

    /// `count` trials on two workers; accuracy grows with the learning rate, every seventh diverges.
    static func study(_ count: Int, name: String = "drawn") -> StudyRecord {
        Fixtures.study((0..<count).map(trial), name: name)
    }

    static func configuration(_ number: Int) -> Configuration {
        let share = Double(number * 37 % 101) / 100
        return Configuration([
            ("learning_rate", .real(0.001 * pow(1000, share))),
            ("beta", .real(0.8 + 0.199 * Double(number * 17 % 23) / 22)),
            ("width", .integer([64, 8, 16][number % 3])), ("activation", .text(number % 2 == 0 ? "relu" : "tanh")),
            ("epochs", .integer(6)),
        ])
    }

    static func accuracy(_ number: Int) -> Double { 0.5 + Double(number * 37 % 101) / 250 }

    static func trial(_ number: Int) -> TrialRecord {
        let diverged = number % 7 == 6
        let accuracy = accuracy(number)
        let curve = (1...6).map { epoch -> StudyCore.Measurement in
            let (time, loss) = (Double(epoch), diverged && epoch > 3 ? Double.nan : 2 / Double(epoch))
            let values: [(name: String, value: Double)] = [
                ("train.loss", loss), ("train.full_loss", 1.8 / time), ("validation.accuracy", accuracy * time / 6),
                ("gradient_norm.1", 0.1 * time), ("gradient_norm.2", 0.3), ("gradient_norm.ratio", 0.3),
            ]
            return StudyCore.Measurement(unit: .epoch, step: epoch, seconds: 0.5, values: values)
        }
        let start = Fixtures.start.addingTimeInterval(Double(number / 2) * 4)
        let run = RunRecord(
            key: RunKey(trial: number, repeat: 0), seed: 7, state: diverged ? .diverged : .complete, attempts: 1,
            metrics: diverged
                ? ["train.loss": .nan]
                : ["validation.accuracy": accuracy, "seconds": accuracy * Double(2 + number % 5)],
            curve: curve, host: "tower", worker: "\(number % 2)", started: start,
            finished: start.addingTimeInterval(3 + Double(number % 2)))
        return TrialRecord(number: number, configuration: configuration(number), runs: [run])
    }

    static func source(
        _ count: Int, space: SearchSpace? = space, importance: [ParameterImportance] = []
    ) -> PictureSource {
        let study = study(count)
        return PictureSource(
            study, ranking: Ranking(study), space: space, curves: study.trials, importance: importance)
    }

    /// Two expression trials that go down a bowl, the second of another function.
    static let bowl: PictureSource = {
        let trials = (0..<3).map { number -> TrialRecord in
            let curve = (0...20).map { step -> StudyCore.Measurement in
                let left = pow(number == 1 ? 0.9 : 0.7, Double(step))
                return StudyCore.Measurement(
                    unit: .iteration, step: step, seconds: 0,
                    values: [("loss", 5 * left), ("distance", 2 * left), ("a", 1 + 2 * left), ("b", -1 - left)])
            }
            let run = RunRecord(
                key: RunKey(trial: number, repeat: 0), seed: 1, state: .complete, attempts: 1,
                metrics: ["loss.final": 0.1 + Double(number), "seconds": 0.1], curve: curve)
            return TrialRecord(
                number: number, configuration: Configuration([("step", .real(0.1 * Double(number)))]), runs: [run])
        }
        let study = Fixtures.study(trials, name: "bowl", objective: Objective(.minimize, "loss.final"))
        return PictureSource(
            study, ranking: Ranking(study), curves: trials,
            landscape: Landscape(
                names: ("a", "b"), optimum: { _ in Landscape.Point(x: 1, y: -1) },
                losses: { trial, points in
                    points.map { pow($0.x - 1, 2) + (trial == 2 ? 9 : 3) * pow($0.y + 1, 2) }
                }))
    }()

    /// Twelve trials of which every second has no `beta` (the best among them), and two that diverged, which alone have `rare`.
    static let conditional: PictureSource = {
        let trials = (0..<14).map { number -> TrialRecord in
            let diverged = number >= 12
            var values: [(String, Scalar)] = [("rate", .real(0.1 * Double(number)))]
            if number % 2 == 0 { values.append(("beta", .real(0.9 + 0.005 * Double(number)))) }
            if diverged { values = [("rare", .real(Double(number))), ("rate", .real(0.5))] }
            let run = RunRecord(
                key: RunKey(trial: number, repeat: 0), seed: 1, state: diverged ? .diverged : .complete, attempts: 1,
                metrics: diverged ? [:] : ["validation.accuracy": 0.5 + Double(number) / 40])
            return TrialRecord(number: number, configuration: Configuration(values), runs: [run])
        }
        let study = Fixtures.study(trials, name: "conditional")
        return PictureSource(
            study, ranking: Ranking(study),
            space: SearchSpace(parameters: [
                Parameter(name: "rate", distribution: .uniform(low: 0, high: 2, step: nil)),
                Parameter(name: "beta", distribution: .uniform(low: 0.8, high: 1, step: nil)),
                Parameter(name: "rare", distribution: .normal(mean: 0, standardDeviation: 1, low: nil, high: nil)),
            ]))
    }()

    /// Trials of several runs, each of which goes down to the end that is given for it.
    static func repeated(_ ends: [[Double]]) -> PictureSource {
        let trials = ends.enumerated().map { number, ends in
            let runs = ends.enumerated().map { place, end in
                let curve = (1...4).map { step in
                    StudyCore.Measurement(
                        unit: .iteration, step: step, seconds: 0,
                        values: [("distance", end * Double(5 - step)), ("loss", end)])
                }
                return Fixtures.run(number, place, metrics: ["loss.final": end], curve: curve)
            }
            return TrialRecord(
                number: number, configuration: Configuration([("step", .integer(number))]), runs: runs)
        }
        let study = Fixtures.study(trials, objective: Objective(.minimize, "loss.final"))
        return PictureSource(study, ranking: Ranking(study), curves: trials)
    }

    /// Every kind of picture, each of a study that suits it.
    static func picture(_ kind: PictureKind) throws -> Picture { try kind.picture(of: drawable(kind)) }

    /// A study that suits a picture.
    static func drawable(_ kind: PictureKind) -> PictureSource {
        let shares = [
            ParameterImportance(
                parameter: "learning_rate", share: 0.8, low: 0.7, high: 0.9, trials: 60, direction: .larger),
            ParameterImportance(
                parameter: "width", share: 0.1, low: 0, high: 0.2, trials: 60, direction: .unclear),
        ]
        switch kind {
        case .trajectories, .errors: return bowl
        default: return source(60, importance: shares)
        }
    }
}
