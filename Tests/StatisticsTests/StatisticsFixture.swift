import Foundation

/// What SciPy and statsmodels compute: see `Fixtures/make_statistics.py`.
struct StatisticsFixture: Decodable {
    struct Tail: Decodable {
        let df: Double
        let t: Double
        let tail: Double
    }
    struct Wilson: Decodable {
        let level: Double
        let successes: Int
        let count: Int
        let low: Double
        let high: Double
    }
    struct Student: Decodable {
        let level: Double
        let values: [Double]
        let mean: Double
        let deviation: Double
        let low: Double
        let high: Double
    }
    struct McNemar: Decodable {
        let onlyFirst: Int
        let onlySecond: Int
        let p: Double
    }
    struct Holm: Decodable {
        let p: [Double]
        let adjusted: [Double]
    }
    struct Blocks: Decodable {
        struct Comparison: Decodable {
            let second: Int
            let difference: Double
            let error: Double
            let p: Double
        }
        let values: [[Double]]
        let variance: Double
        let df: Int
        let comparisons: [Comparison]
    }
    struct Welch: Decodable {
        let first: [Double]
        let second: [Double]
        let t: Double
        let df: Double
        let p: Double
    }
    struct Spearman: Decodable {
        let first: [Double]
        let second: [Double]
        let coefficient: Double
    }

    let t: [Tail]
    let tQuantile: [Tail]
    let wilson: [Wilson]
    let student: [Student]
    let mcnemar: [McNemar]
    let holm: [Holm]
    let blocks: [Blocks]
    let welch: [Welch]
    let spearman: [Spearman]

    static let shared: StatisticsFixture = decoded("statistics")

    static func decoded<Value: Decodable>(_ name: String, as type: Value.Type = Value.self) -> Value {
        let file = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let file, let data = try? Data(contentsOf: file), let value = try? decoder.decode(type, from: data)
        else { fatalError("the fixture \(name) is part of the test bundle") }
        return value
    }
}

/// Whether two numbers agree to a relative accuracy.
func agree(_ value: Double, _ expected: Double, relative: Double = 1e-10, absolute: Double = 0) -> Bool {
    abs(value - expected) <= max(absolute, relative * abs(expected))
}
