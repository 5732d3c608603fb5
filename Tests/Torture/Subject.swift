import Foundation

/// A study in a folder of its own, and the tool that runs it there.
struct Subject {
    let binary: String
    let study: TortureStudy
    /// Holds the study file, the database and what every launch printed.
    let folder: String

    var database: String { folder + "/results/studies.sqlite" }
    private var file: String { "\(folder)/\(study.name).yaml" }

    init(_ study: TortureStudy, binary: String, folder: String) throws {
        (self.study, self.binary, self.folder) = (study, binary, folder)
        try FileManager.default.createDirectory(atPath: folder + "/results", withIntermediateDirectories: true)
        try study.text.write(toFile: "\(folder)/\(study.name).yaml", atomically: true, encoding: .utf8)
    }

    /// Starts the study, or carries on with it.
    /// - Parameter fromDatabase: by `resume`, without the study's file.
    func launch(
        workers: Int, name: String, fromDatabase: Bool = false, prefix: [String] = [], folder: String? = nil
    ) throws -> Launch {
        let what = fromDatabase ? ["resume", study.name] : ["study", file]
        return try Launch(
            binary, what + ["--workers", "\(workers)", "--db", database], folder: folder ?? self.folder, name: name,
            prefix: prefix)
    }

    /// Runs a command to its end.
    /// - Returns: what it printed, its exit code, and what it complained of.
    func run(_ arguments: [String], name: String = "command") throws -> (
        output: String, ending: Ending?, errors: String
    ) {
        let launch = try Launch(binary, arguments + ["--db", database], folder: folder, name: name)
        let ending = launch.wait(seconds: 120)
        return (launch.printed, ending, launch.complained)
    }

    /// Whether this version of the tool takes the study's file.
    func isSupported() throws -> Bool {
        try Launch(binary, ["plan", file], folder: folder, name: "plan").wait(seconds: 120) == .exited(0)
    }

    /// Whether the database knows the study yet: a study that was killed before its plan was whole is not there.
    /// - Throws: `TortureError` where the database cannot be read.
    func isRecorded() throws -> Bool {
        guard FileManager.default.fileExists(atPath: database) else { return false }
        let list = try run(["list", "--format", "json"], name: "list")
        guard [.exited(0), .exited(2)].contains(list.ending) else {
            throw TortureError("list ended in \(list.ending.map { "\($0)" } ?? "a hang"): \(list.errors)")
        }
        return list.output.contains("\"\(study.name)\"")
    }

    func export() throws -> Export {
        let (output, ending, errors) = try run(["export", study.name], name: "export")
        guard ending == .exited(0) else {
            throw TortureError("export ended with \(ending.map { "\($0)" } ?? "a hang"): \(errors)")
        }
        return try Export(output)
    }

    /// The files beside the database, without those that SQLite and the lease may leave.
    func files() -> Set<String> {
        let all = FileManager.default.enumerator(atPath: folder + "/results")?.compactMap { $0 as? String } ?? []
        // A study whose first launch was killed before its plan was whole gets another number the next time.
        return Set(
            all.filter { name in ![".lock", "-wal", "-shm"].contains { name.hasSuffix($0) } }
                .map { $0.replacing(/study-[0-9]+/, with: "study") })
    }
}

/// What an uninterrupted run of a study is like.
struct Reference {
    let export: Export
    let seconds: Double
    /// Writes to the write-ahead log, to the database and to files beside it.
    let commits: Int
    let transfers: Int
    let checkpoints: Int
    /// Trials, each of which has a line of progress.
    let trials: Int
    let files: Set<String>
    let databaseBytes: Int

    /// Runs the study once and watches.
    init(_ subject: Subject, workers: Int) throws {
        let watch = try FolderWatch(subject.folder + "/results")
        let began = Date()
        let launch = try subject.launch(workers: workers, name: "whole")
        var counts = [FileKind: Int]()
        while launch.isRunning {
            for change in watch.changes(within: 5) { counts[FileKind(change.name), default: 0] += 1 }
        }
        guard launch.ending == .exited(0) else {
            throw TortureError("\(subject.study.name) cannot be run at all: \(launch.complained)")
        }
        seconds = Date().timeIntervalSince(began)
        export = try subject.export()
        commits = counts[.log] ?? 0
        transfers = counts[.database] ?? 0
        checkpoints = counts[.other] ?? 0
        trials = Set(export.runs.keys.map(\.trial)).count
        files = subject.files()
        let attributes = try FileManager.default.attributesOfItem(atPath: subject.database)
        databaseBytes = (attributes[.size] as? Int) ?? 0
    }
}

/// What a file beside the database is.
enum FileKind: Hashable {
    case log
    case database
    /// What SQLite and the lease keep in memory or for locking.
    case helper
    case other

    init(_ name: String) {
        if name.hasSuffix(".sqlite-wal") {
            self = .log
        } else if name.hasSuffix(".sqlite") {
            self = .database
        } else if name.hasSuffix("-shm") || name.hasSuffix(".lock") || name.hasSuffix("-journal") {
            self = .helper
        } else {
            self = .other
        }
    }
}
