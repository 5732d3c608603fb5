import Foundation
import Processes
import StudyCore

/// A run's own directory on the worker's host.
struct RunDirectory {
    /// Absolute.
    let path: String
    /// How often the run has been started in this directory, or the attempt where that is more.
    let attempt: Int
    /// Whether the directory was there and belongs to an earlier start of the same run.
    let isContinued: Bool
    private let isTemporary: Bool

    var parametersPath: String { "\(path)/parameters.json" }
    /// What has been recorded, for a start after an interruption.
    var measurementsPath: String { "\(path)/.measurements.jsonl" }
    private var attemptsPath: String { "\(path)/.attempts" }

    /// Makes the directory: empty, or as an earlier start left it where the run can resume itself. A request without
    /// files has one that goes with the run.
    /// - Throws: `RunFailure` where it cannot be made.
    init(_ request: RunRequest, isResumable: Bool) throws(RunFailure) {
        isTemporary = request.files == nil
        path =
            request.files?.runDirectory(of: request.key)
            ?? absolutePath("hpsearch-run-\(UUID().uuidString)", in: NSTemporaryDirectory())
        let wasThere = try Self.make(path)
        isContinued = wasThere && isResumable
        if wasThere, !isResumable {
            try? FileManager.default.removeItem(atPath: path)
            _ = try Self.make(path)
        }
        let before = isContinued ? Self.number(in: "\(path)/.attempts") ?? 0 : 0
        attempt = max(request.attempt, before + 1)
        if isResumable { try write(String(attempt), to: attemptsPath) }
        try write(request.configuration.node.json + "\n", to: parametersPath)
    }

    /// Removes the directory where it was only for this run.
    func end() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }

    private func write(_ text: String, to file: String) throws(RunFailure) {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        guard writeBytes(Array(text.utf8), to: descriptor) == .whole else { throw Self.failure(path) }
    }

    /// - Returns: whether it was there already.
    private static func make(_ path: String) throws(RunFailure) -> Bool {
        if mkdir(path, 0o755) == 0 { return false }
        if errno == EEXIST { return true }
        guard errno == ENOENT else { throw failure(path) }
        try? FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        if mkdir(path, 0o755) == 0 { return false }
        guard errno == EEXIST else { throw failure(path) }
        return true
    }

    private static func failure(_ path: String) -> RunFailure {
        RunFailure(.internal, CommandSentences.noRunDirectory(path, String(cString: strerror(errno))))
    }

    private static func number(in file: String) -> Int? {
        withFile(file) { Int(String(decoding: $0, as: UTF8.self)) }
    }
}
