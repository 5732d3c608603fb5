import Testing

@testable import Statistics

/// What Optuna says of the same trials: see `Fixtures/make_importance.py`.
private struct ImportanceFixture: Decodable {
    enum Value: Decodable, Hashable {
        case number(Double)
        case name(String)

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .name(try container.decode(String.self))
            }
        }
    }
    struct Trial: Decodable {
        let parameters: [String: Value]
        let value: Double
    }
    let name: String
    let trials: [Trial]
    let shares: [String: Double]

    /// Numbers in their order, names without one.
    func factor(_ parameter: String) -> ImportanceFactor {
        let values = trials.compactMap { $0.parameters[parameter] }
        let numbers = values.compactMap { value in if case .number(let number) = value { number } else { nil } }
        if numbers.count == values.count { return ImportanceFactor(numbers: numbers) }
        let names = Set(values).map { "\($0)" }.sorted()
        return ImportanceFactor(
            levels: values.map { names.firstIndex(of: "\($0)") ?? 0 }, levelCount: names.count, isOrdered: false)
    }
}

@Suite("Importance")
struct ImportanceTests {
    private static let fixtures: [ImportanceFixture] = StatisticsFixture.decoded("importance")

    @Test("says nearly what Optuna's functional analysis of variance says of the same trials")
    func optuna() throws {
        #expect(Self.fixtures.count == 4)
        for fixture in Self.fixtures {
            let names = fixture.shares.keys.sorted()
            let variance = try #require(
                FunctionalVariance(names.map(fixture.factor), fixture.trials.map(\.value), level: 0.95))
            for (name, share) in zip(names, variance.shares) {
                let expected = try #require(fixture.shares[name])
                #expect(abs(share.value - expected) < 0.06, "\(fixture.name) \(name): \(share) and \(expected)")
                #expect(share.interval.contains(share.value))
            }
            let ours = zip(names, variance.shares).max { $0.1.value < $1.1.value }?.0
            #expect(ours == fixture.shares.max { $0.value < $1.value }?.key)
        }
    }

    @Test("of a small grid, shares fall a little short of the truth, and keep their order")
    func smallGrid() throws {
        let fixture = try #require(Self.fixtures.first { $0.name == "grid" })
        let factors = ["log_learning_rate", "log_decay"].map(fixture.factor)
        let variance = try #require(FunctionalVariance(factors, fixture.trials.map(\.value), level: 0.95))
        // The terms' variances are as 4 to 1; a forest of 25 trials takes some of it for interaction.
        let (first, second) = (variance.shares[0].value, variance.shares[1].value)
        #expect(abs(first - 0.8) < 0.1 && abs(second - 0.2) < 0.1, "\(first), \(second)")
        #expect(first + second < 0.99, "\(first), \(second)")
    }

    @Test("a sum's shares are those of its terms' variances, and nothing is left to interactions")
    func additive() throws {
        // Every combination of 8 × 8 levels; the variances of the terms are as 9 to 1.
        let pairs = (0..<8).flatMap { first in (0..<8).map { (first, $0) } }
        let factors = [pairs.map(\.0), pairs.map(\.1)].map { ImportanceFactor(numbers: $0.map(Double.init)) }
        let variance = try #require(
            FunctionalVariance(factors, pairs.map { Double(3 * $0.0 + $0.1) }, level: 0.95))
        #expect(abs(variance.shares[0].value - 0.9) < 0.05)
        #expect(abs(variance.shares[1].value - 0.1) < 0.05)
        #expect(variance.explained > 0.9)
    }

    @Test("a pure interaction gives no parameter a share of its own")
    func interaction() throws {
        let pairs = (0..<5).flatMap { _ in [(0, 0), (0, 1), (1, 0), (1, 1)] }
        let factors = [pairs.map(\.0), pairs.map(\.1)].map { ImportanceFactor(numbers: $0.map(Double.init)) }
        let variance = try #require(
            FunctionalVariance(factors, pairs.map { $0.0 == $0.1 ? 1 : 0 }, level: 0.95))
        #expect(variance.shares.allSatisfy { $0.value < 0.1 })
    }

    @Test("the objective's place and scale change no share")
    func invariance() throws {
        let fixture = Self.fixtures[0]
        let factors = fixture.shares.keys.sorted().map(fixture.factor)
        let plain = try #require(FunctionalVariance(factors, fixture.trials.map(\.value), level: 0.9))
        let moved = try #require(
            FunctionalVariance(factors, fixture.trials.map { 0.98 + 0.001 * $0.value }, level: 0.9))
        for (first, second) in zip(plain.shares, moved.shares) { #expect(abs(first.value - second.value) < 0.01) }
    }

    @Test("noise alone explains nothing of trials that the forest has not seen")
    func noise() throws {
        let numbers = (0..<60).map { Double(($0 * 37) % 60) }
        let responses = (0..<60).map { Double(($0 * 7919 + 13) % 101) }
        let variance = try #require(
            FunctionalVariance([ImportanceFactor(numbers: numbers)], responses, level: 0.95))
        #expect(variance.explained < 0.2)
    }

    @Test("there is none of equal responses, of one trial, or without parameters")
    func impossible() {
        let factor = ImportanceFactor(numbers: [1, 2])
        #expect(FunctionalVariance([factor], [1, 1], level: 0.95) == nil)
        #expect(FunctionalVariance([ImportanceFactor(numbers: [1])], [1], level: 0.95) == nil)
        #expect(FunctionalVariance([], [1, 2], level: 0.95) == nil)
    }
}
