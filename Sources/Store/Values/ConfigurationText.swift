import Crypto
import Foundation
import StudyCore

/// Configurations as the `trial` table keeps them: canonical JSON and its SHA-256.
struct ConfigurationText {
    /// The parameters in the order in which the study declares them, which canonical JSON does not keep.
    private let order: [String: Int]
    private var reader = ConfigurationReader()
    /// The names of the last configuration, and the places in the order of declaration: the next one has mostly the same.
    private var names: [String] = []
    private var places: [Int] = []

    init(parameters: [String]) {
        order = Dictionary(parameters.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }

    static func hash(_ canonicalJSON: String) -> Data { Data(SHA256.hash(data: Data(canonicalJSON.utf8))) }

    /// The configuration with its values in the order of declaration; others follow as they stand.
    mutating func configuration(_ canonicalJSON: UnsafeBufferPointer<UInt8>) throws -> Configuration {
        guard let stored = try? reader.read(canonicalJSON) else {
            let text = String(decoding: canonicalJSON, as: UTF8.self)
            throw StoreError.inconsistent("a stored configuration is not a map of scalars: \(text)")
        }
        if stored.values.count != names.count || !zip(stored.values, names).allSatisfy({ $0.name == $1 }) {
            names = stored.values.map(\.name)
            let ranked = names.enumerated().map { (rank: order[$0.element] ?? Int.max, place: $0.offset) }
            places = ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.place)
        }
        return Configuration(places.map { stored.values[$0] })
    }

    mutating func configuration(_ canonicalJSON: String) throws -> Configuration {
        var text = canonicalJSON
        return try text.withUTF8 { try configuration($0) }
    }

    /// A list of names as JSON.
    static func names(_ names: [String]) -> String { Node.list(names.map { Node.text($0) }).json }

    static func names(json: String) -> [String] {
        (try? Node(json: json))?.listValue?.compactMap(\.textValue) ?? []
    }
}
