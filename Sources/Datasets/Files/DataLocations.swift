import Foundation

/// Where data sets are looked for, and where what is derived from them is kept.
public struct DataLocations: Hashable, Sendable {
    /// Searched in this order: `--data-dir`, the paths of `HPSEARCH_DATA`, the data directory of the cache. Absolute.
    public let searched: [String]
    /// Where `data fetch` puts a data set, in a directory of its name; nil where there is no home directory.
    public let fetched: String?
    /// Where unpacked copies and checksums are kept; nil where there is no home directory.
    public let cache: String?
    /// What relative paths of CSV files start from. Absolute.
    public let base: String

    /// - Parameters:
    ///   - dataDirectory: of `--data-dir`; searched first, and then also where `data fetch` puts things.
    ///   - base: what relative paths of CSV files start from: the study file's directory. The current directory by default.
    public init(
        dataDirectory: String? = nil, base: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        let current = FileManager.default.currentDirectoryPath
        var searched: [String] = []
        func search(_ path: String) {
            let path = absolutePath(path, base: current)
            if !searched.contains(path) { searched.append(path) }
        }
        if let dataDirectory, !dataDirectory.isEmpty { search(dataDirectory) }
        for path in (environment["HPSEARCH_DATA"] ?? "").split(separator: ":") { search(String(path)) }
        // The XDG specification ignores relative paths.
        let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        let cacheHome =
            environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? home.map { $0 + "/.cache" }
        let cached = cacheHome.map { absolutePath("hpsearch/data", base: $0) }
        if let cached { search(cached) }
        self.searched = searched
        fetched = dataDirectory.flatMap { $0.isEmpty ? nil : absolutePath($0, base: current) } ?? cached
        cache = cacheHome.map { absolutePath("hpsearch/unpacked", base: $0) }
        self.base = absolutePath(base ?? current, base: current)
    }
}

/// `path`, standing on `base` if it is relative, without `.`, `..` and doubled slashes. Symbolic links stay.
func absolutePath(_ path: String, base: String) -> String {
    var parts: [Substring] = []
    for part in (path.hasPrefix("/") ? path : base + "/" + path).split(separator: "/") where part != "." {
        if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
}
