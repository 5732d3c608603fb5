import Crypto
import Foundation
import StudyCore

/// Configurations as the `trial` table keeps them: canonical JSON and its SHA-256.
struct ConfigurationText {
    /// The parameters in the order in which the study declares them, which canonical JSON does not keep.
    let order: [String: Int]

    init(parameters: [String]) {
        order = Dictionary(parameters.enumerated().map { ($0.element, $0.offset) }) { first, _ in first }
    }

    static func hash(_ canonicalJSON: String) -> Data { Data(SHA256.hash(data: Data(canonicalJSON.utf8))) }

    /// The configuration with its values in the order of declaration; others follow as they stand.
    func configuration(_ canonicalJSON: String) throws -> Configuration {
        guard let node = try? Node(json: canonicalJSON), let stored = Configuration(node) else {
            throw StoreError.inconsistent("a stored configuration is not a map of scalars: \(canonicalJSON)")
        }
        let ranked = stored.values.enumerated().map { (rank: order[$0.element.name] ?? Int.max, place: $0.offset) }
        return Configuration(
            ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map { stored.values[$0.place] })
    }

    /// A list of names as JSON.
    static func names(_ names: [String]) -> String { Node.list(names.map { Node.text($0) }).json }

    static func names(json: String) -> [String] {
        (try? Node(json: json))?.listValue?.compactMap(\.textValue) ?? []
    }
}
