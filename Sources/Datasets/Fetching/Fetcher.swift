import Foundation

/// What happens during a download, for a progress line.
public enum FetchEvent: Hashable, Sendable {
    /// The file is here already, with the right checksum.
    case alreadyHere(file: String)
    /// `resumedFrom` bytes of an earlier attempt are kept.
    case started(file: String, url: String, resumedFrom: Int)
    case progress(file: String, received: Int, total: Int)
    /// This address did not give the file; the next one is tried, if there is any.
    case mirrorFailed(file: String, DatasetError.MirrorFailure)
    /// In place under its name, with the right checksum.
    case finished(file: String, path: String)
}

/// Downloads the files of a data set: each from the first mirror that gives it, into a `.part` file beside its place,
/// which is renamed once the checksum is right. What a broken connection leaves is carried on with, at the next attempt
/// or by the next call.
public struct Fetcher: Sendable {
    /// How often one mirror is asked again, as long as each attempt brings bytes.
    public var attemptsPerMirror = 4
    /// In seconds: how long a server may be silent.
    public var timeout: Double = 30
    /// An address whose `NAME/FILE` are tried before a data set's own mirrors.
    public var firstMirror: String?

    /// - Parameter environment: `HPSEARCH_MIRROR` is the first mirror.
    public init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        firstMirror = environment["HPSEARCH_MIRROR"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Downloads what is missing of `name` into its directory under `locations.fetched`.
    /// - Returns: that directory.
    /// - Throws: `unknownDataset`, `nothingToFetch`, `downloadFailed`, `downloadCancelled`, `alreadyDownloading`,
    ///   `unwritableFile`.
    @discardableResult
    public func fetch(
        _ name: String, of catalog: DatasetCatalog = .standard, into locations: DataLocations,
        report: @escaping @Sendable (FetchEvent) -> Void
    ) async throws(DatasetError) -> String {
        let dataset = try catalog.dataset(named: name)
        if dataset.remoteFiles.isEmpty { throw .nothingToFetch(name: name) }
        guard let fetched = locations.fetched else {
            throw .unwritableFile(
                path: "~/.cache/hpsearch/data", reason: "there is no home directory; name one with --data-dir")
        }
        let directory = "\(fetched)/\(name)"
        for var file in dataset.remoteFiles {
            if let firstMirror {
                let address = (firstMirror.hasSuffix("/") ? firstMirror : firstMirror + "/") + "\(name)/\(file.name)"
                file = RemoteFile(
                    name: file.name, bytes: file.bytes, sha256: file.sha256, mirrors: [address] + file.mirrors)
            }
            try await fetch(file, into: directory, report: report)
        }
        return directory
    }

    /// Downloads one file, unless it is in `directory` with the right checksum.
    /// - Returns: its path.
    @discardableResult
    public func fetch(
        _ file: RemoteFile, into directory: String, report: @escaping @Sendable (FetchEvent) -> Void
    ) async throws(DatasetError) -> String {
        let path = "\(directory)/\(file.name)"
        if let data = try? DataBytes(mapping: path), data.checksum == file.sha256 {
            report(.alreadyHere(file: file.name))
            return path
        }
        let part = try PartialFile(path: path + ".part", directory: directory)
        defer { part.removeIfEmpty() }
        var failures: [DatasetError.MirrorFailure] = []
        for mirror in file.mirrors {
            if let failure = try await fetch(file, from: mirror, into: part, report: report) {
                let failure = DatasetError.MirrorFailure(url: mirror, reason: failure)
                failures.append(failure)
                report(.mirrorFailed(file: file.name, failure))
            } else {
                try part.move(to: path)
                report(.finished(file: file.name, path: path))
                return path
            }
        }
        throw .downloadFailed(file: file.name, failures: failures, kept: part.length)
    }

    /// Asks one mirror until the file is whole; what it fails with, nil if it does not.
    private func fetch(
        _ file: RemoteFile, from mirror: String, into part: PartialFile,
        report: @escaping @Sendable (FetchEvent) -> Void
    ) async throws(DatasetError) -> DatasetError.MirrorFailure.Reason? {
        guard let url = URL(string: mirror), url.scheme == "https" || url.scheme == "http", url.host != nil else {
            return .invalidAddress
        }
        // Bytes of another attempt may be of another file; if they spoil the checksum, the mirror gets a second chance.
        var isFresh = part.length == 0
        var attempt = 1
        while true {
            if part.length > file.bytes { try part.discard() }
            let before = part.length
            if before < file.bytes {
                report(.started(file: file.name, url: mirror, resumedFrom: before))
                let outcome = await Download(
                    url: url, part: part, limit: file.bytes, timeout: timeout,
                    progress: { received in
                        report(.progress(file: file.name, received: received, total: file.bytes))
                    }
                ).run()
                if Task.isCancelled { throw .downloadCancelled(file: file.name, kept: part.length) }
                switch outcome {
                case .complete: break
                case .cannotWrite(let reason): throw .unwritableFile(path: part.path, reason: reason)
                case .rangeRefused:
                    try part.discard()
                    isFresh = true
                    attempt += 1
                    if attempt <= attemptsPerMirror { continue }
                    return .status(416)
                case .failed(let reason):
                    // What was promised and not sent may come with the next attempt.
                    attempt += 1
                    if case .truncated = reason, part.length > before, attempt <= attemptsPerMirror { continue }
                    if case .tooLong = reason { try part.discard() }
                    return reason
                }
            }
            let found = try part.checksum()
            if found == file.sha256 { return nil }
            try part.discard()
            if isFresh { return .wrongChecksum(expected: file.sha256, found: found) }
            isFresh = true
        }
    }
}
