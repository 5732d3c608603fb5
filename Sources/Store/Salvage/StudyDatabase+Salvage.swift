import Foundation
import GRDB
import StudyCore

extension StudyDatabase {
    /// Copies what is whole in a damaged database into a new one, which passes the check afterwards. Nothing is made up: a
    /// run whose results are not certain to be all there waits to be run again.
    /// - Parameters:
    ///   - output: where the new database is to be; nothing may be there.
    ///   - declared: the trials that a study's file declares, by which those are replaced whose configurations are lost;
    ///     nil where the file can no longer be read.
    /// - Throws: `StoreError.outputExists`, `.locked` while a study of the database runs, `.nothingToSalvage`, and what
    ///   reading and writing may throw.
    public static func salvage(
        path: String, to output: String, declared: (StudyRecord) -> DeclaredTrials?
    ) throws(StoreError) -> SalvageResult {
        let path = URL(fileURLWithPath: path).standardizedFileURL.path
        let output = URL(fileURLWithPath: output).standardizedFileURL.path
        do {
            guard FileIdentity(path: output) == nil else { throw StoreError.outputExists(path: output) }
            try refuseWhileRunning(path)
            let stamp = FileStamp(path: path)
            let file = try PagedFile(path: path)
            let version = file.schemaVersion.flatMap { (1...Schema.current.version).contains($0) ? $0 : nil }
            let schema = Schema(migrations: Array(Schema.current.migrations.prefix(version ?? Schema.current.version)))
            let scan = TreeScan(file, shapes: try TableShape.all(of: schema))
            var names: Set<String> = []
            let studies = scan.contents("study").stretches.flatMap(\.entries).compactMap(scan.row)
                .compactMap { StudySalvage($0, scan) }.filter { names.insert($0.record.name).inserted }
            guard !studies.isEmpty else { throw StoreError.nothingToSalvage(path: path) }
            let partial = "\(output).partial-\(getpid())"
            defer { for ending in ["", "-wal", "-shm"] { unlink(partial + ending) } }
            var result = try write(studies, scan, schema, to: partial, as: output, declared)
            guard FileStamp(path: path) == stamp else { throw StoreError.changedWhileRead(path: path) }
            guard link(partial, output) == 0 else {
                if errno == EEXIST { throw StoreError.outputExists(path: output) }
                throw StoreError.cannotOpen(path: output, reason: String(cString: strerror(errno)))
            }
            NewFile.sync(output)
            let files = RunFiles.folder(ofDatabase: path)
            if FileIdentity(path: files) != nil { result.files = (files, RunFiles.folder(ofDatabase: output)) }
            return result
        } catch {
            throw StoreError(error, path: output)
        }
    }

    /// Pages that are written meanwhile would be taken for damaged ones.
    private static func refuseWhileRunning(_ path: String) throws(StoreError) {
        let url = URL(fileURLWithPath: path)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        for name in names where name.hasPrefix("\(url.lastPathComponent).study-") && name.hasSuffix(".lock") {
            let lock = url.deletingLastPathComponent().appendingPathComponent(name).path
            if FileLock.isHeld(lock) { throw .locked(path: path) }
        }
    }

    private static func write(
        _ studies: [StudySalvage], _ scan: TreeScan, _ schema: Schema, to partial: String, as output: String,
        _ declared: (StudyRecord) -> DeclaredTrials?
    ) throws -> SalvageResult {
        var result = SalvageResult(path: output)
        let evidence = RunEvidence(scan)
        var written: [String: Int] = [:]
        do {
            let database = try open(
                path: partial, mode: .readWrite(create: true), processes: SystemProcessTable(),
                busyTimeout: defaultBusyTimeout, schema: schema)
            for var study in studies {
                let plan = declared(study.record)
                try database.writing { db in
                    var writer = RowWriter(db, scan.shapes)
                    try study.write(evidence, declared: plan, &writer)
                    written.merge(writer.written) { $0 + $1 }
                    written["trial", default: 0] += study.result.trials
                }
                result.studies.append(study.result)
            }
            try database.queue.close()
        }
        let current = try open(path: partial, mode: .readWrite(create: false))
        var check = DatabaseCheck(path: partial)
        try current.reading { db in try check.look(db, SystemProcessTable()) }
        if let finding = check.findings.first {
            throw StoreError.inconsistent("what was salvaged does not fit together: \(finding.text)")
        }
        try current.queue.close()
        let salvaged = Set(studies.map(\.identifier))
        let others = ["trial", "run"].flatMap { scan.contents($0).stretches.flatMap(\.entries).map(\.key.study) }
        result.lostStudies = Set(others).subtracting(salvaged).count
        result.tables = scan.tables.values.filter {
            !$0.shape.isIndex && !["lease", "migration"].contains($0.shape.name)
        }
        .sorted { $0.shape.name < $1.shape.name }
        .map { table in
            SalvageResult.Table(
                name: table.shape.name, read: table.count, kept: written[table.shape.name] ?? 0, gaps: table.gaps)
        }
        return result
    }
}
