import Foundation

/// The chart tool as set-up has put it in place.
enum Charts {
    /// Its directory, for `HPSEARCH_CHARTS`: the places where commands run have caches of their own. Nil where it is not
    /// installed.
    static let directory: String? = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? environment["HOME"].map { $0 + "/.cache" }
        let directory = environment["HPSEARCH_CHARTS"] ?? cache.map { $0 + "/hpsearch/charts" }
        return directory.flatMap { FileManager.default.fileExists(atPath: $0 + "/release") ? $0 : nil }
    }()

    static let absence = "skipped: the chart tool is not installed (make setup)"

    static var environment: [String: String] { ["HPSEARCH_CHARTS": directory ?? "/missing"] }

    /// As if it had never been installed.
    static let none = ["HPSEARCH_CHARTS": "/missing"]
}
