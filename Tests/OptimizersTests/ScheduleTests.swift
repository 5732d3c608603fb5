import Foundation
import Optimizers
import Testing

@Suite("Learning-rate schedules")
struct ScheduleTests {
    /// PyTorch's rates, from Fixtures/make_schedules.py.
    struct Case: Decodable, CustomTestStringConvertible {
        let shape: String
        let warmUp: Int
        let warmUpStart: Double
        let rates: [Double]

        var testDescription: String { "\(shape), warm-up \(warmUp)" }

        var schedule: LearningRateSchedule {
            let shape: LearningRateSchedule.Shape =
                switch self.shape {
                case "step": .step(every: 4, factor: 0.3)
                case "exponential": .exponential(factor: 0.9)
                case "cosine": .cosine(minimum: 0.01)
                default: .constant
                }
            return LearningRateSchedule(shape, warmUp: warmUp, warmUpStart: warmUpStart)
        }

        static let all: [Case] = {
            let file = Bundle.module.url(forResource: "schedules", withExtension: "json", subdirectory: "Fixtures")
            guard let file, let data = try? Data(contentsOf: file),
                let cases = try? JSONDecoder().decode([Case].self, from: data)
            else { fatalError("the fixture is part of the test bundle") }
            return cases
        }()
    }

    @Test("each rate is PyTorch's", arguments: Case.all)
    func reference(testCase: Case) {
        #expect(testCase.rates.count == 24)
        for (position, expected) in testCase.rates.enumerated() {
            let rate = testCase.schedule.learningRate(0.4, at: position, of: 24)
            #expect(abs(rate / expected - 1) < 1e-12, "period \(position): \(rate) instead of \(expected)")
        }
    }

    @Test("a cosine shorter than its warm-up stays finite")
    func shortCosine() {
        let schedule = LearningRateSchedule(.cosine(minimum: 0), warmUp: 9)
        #expect((0..<12).allSatisfy { schedule.learningRate(1, at: $0, of: 5).isFinite })
    }

    @Test("settings that make no sense are refused")
    func refusals() {
        func sentence(_ schedule: LearningRateSchedule) -> String? {
            do throws(OptimizerError) {
                try schedule.validate()
                return nil
            } catch {
                return error.description
            }
        }
        #expect(sentence(LearningRateSchedule()) == nil)
        #expect(sentence(LearningRateSchedule(.step(every: 0, factor: 1))) == "every must be at least 1 (got 0)")
        #expect(
            sentence(LearningRateSchedule(.exponential(factor: -1)))
                == "factor must be a finite number that is not negative (got -1.0)")
        #expect(
            sentence(LearningRateSchedule(.cosine(minimum: .nan)))
                == "minimum must be a finite number that is not negative (got nan)")
        #expect(
            sentence(LearningRateSchedule(warmUp: -1))
                == "warm_up must be a finite number that is not negative (got -1.0)")
    }
}
