import Foundation

/// Disks that fail for real: each study stops with exit code 4 and a sentence, and ends as an uninterrupted one once the
/// disk is as it should be.
struct DiskCases {
    struct Result {
        let title: String
        /// Nil where the machine does not allow the case.
        let findings: [String]?
        let sentence: String
    }

    let reference: Reference
    /// A folder with the study in it, by its name.
    let make: (_ name: String) throws -> Subject

    func all() throws -> [Result] { try [full(), sizeLimit(), readOnly()] }

    /// A file system in memory that is full once some runs are recorded, and has room again.
    private func full() throws -> Result {
        let subject = try make("full-disk")
        guard mount(subject, "size=64m") else { return Result(title: "full disk", findings: nil, sentence: "") }
        defer { unmount(subject) }
        var findings: [String] = []
        let filler = subject.folder + "/results/filler"
        let sentence = try expectStop(subject, &findings) { launch in
            while launch.isRunning, !launch.complained.contains("] trial ") { usleep(500) }
            command("sh", "-c", "cat /dev/zero > '\(filler)'")
        }
        try FileManager.default.removeItem(atPath: filler)
        let recorded = try expectRecorded(subject, &findings)
        try expectWhole(subject, &findings)
        return Result(title: "full disk (tmpfs), after \(recorded) runs", findings: findings, sentence: sentence)
    }

    /// Files may not grow beyond a size: the least, of some, that leaves room for a part of the runs.
    private func sizeLimit() throws -> Result {
        for tenths in 4...9 {
            let subject = try make("size-limit-\(tenths)")
            // `ulimit` counts in blocks of 512 bytes.
            let blocks = reference.databaseBytes / 512 * tenths / 10
            var findings: [String] = []
            let limit = "ulimit -f \(blocks); exec \"$@\""
            let sentence = try expectStop(subject, &findings, prefix: ["sh", "-c", limit, "sh"])
            guard findings.isEmpty, try subject.isRecorded(), try subject.export().ended > 0 else { continue }
            let recorded = try expectRecorded(subject, &findings)
            try expectWhole(subject, &findings)
            return Result(title: "ulimit -f \(blocks), after \(recorded) runs", findings: findings, sentence: sentence)
        }
        return Result(title: "ulimit -f", findings: ["no limit stopped the study in its middle"], sentence: "")
    }

    /// A file system that may only be read when the study is to be carried on with.
    private func readOnly() throws -> Result {
        let subject = try make("read-only")
        guard mount(subject, "size=256m") else { return Result(title: "read-only disk", findings: nil, sentence: "") }
        defer { unmount(subject) }
        var findings: [String] = []
        let launch = try subject.launch(workers: 2, name: "begun")
        while launch.isRunning, !launch.complained.contains("] trial ") { usleep(500) }
        _ = launch.hit(SIGTERM)
        if let ending = launch.wait(), ending != .exited(3) { findings.append("SIGTERM ended in \(ending)") }
        guard command("mount", "-o", "remount,ro", subject.folder + "/results") else {
            return Result(title: "read-only disk", findings: nil, sentence: "")
        }
        let sentence = try expectStop(subject, &findings)
        let report = try subject.run(["report", subject.study.name], name: "report")
        if report.ending != .exited(0) { findings.append("report cannot read: \(report.errors)") }
        command("mount", "-o", "remount,rw", subject.folder + "/results")
        try expectWhole(subject, &findings)
        return Result(title: "read-only disk", findings: findings, sentence: sentence)
    }

    /// - Returns: how many runs had ended when the disk failed.
    private func expectRecorded(_ subject: Subject, _ findings: inout [String]) throws -> Int {
        let ended = try subject.export().ended
        if ended == 0 || ended == reference.export.runs.count {
            findings.append("the disk failed when \(ended) runs had ended, not in the middle of the study")
        }
        return ended
    }

    /// - Parameter spoil: is done while the study runs.
    /// - Returns: what was said.
    private func expectStop(
        _ subject: Subject, _ findings: inout [String], prefix: [String] = [], spoil: (Launch) -> Void = { _ in }
    ) throws -> String {
        let launch = try subject.launch(workers: 2, name: "stopped", prefix: prefix)
        spoil(launch)
        let ending = launch.wait()
        let sentence =
            launch.complained.split(separator: "\n").last { $0.hasPrefix("hpsearch: ") }.map(String.init) ?? ""
        if ending != .exited(4) {
            findings.append(
                "ended in \(ending.map { "\($0)" } ?? "a hang") and not with exit code 4: \(launch.complained.suffix(300))"
            )
        }
        if sentence.isEmpty { findings.append("nothing was said") }
        return sentence
    }

    private func expectWhole(_ subject: Subject, _ findings: inout [String]) throws {
        let launch = try subject.launch(workers: 2, name: "resumed")
        if let ending = launch.wait(), ending != .exited(0) {
            findings.append("the resume ended in \(ending): \(launch.complained.suffix(300))")
        }
        let difference = try subject.export().difference(from: reference.export)
        if !difference.isNone { findings.append("the export differs: \(difference)") }
    }

    private func mount(_ subject: Subject, _ options: String) -> Bool {
        command("mount", "-t", "tmpfs", "-o", options, "torture", subject.folder + "/results")
    }

    private func unmount(_ subject: Subject) { command("umount", subject.folder + "/results") }

    /// - Returns: whether it ended with status 0.
    @discardableResult
    private func command(_ words: String...) -> Bool {
        let folder = NSTemporaryDirectory()
        let name = "torture-command-\(getpid())"
        let launch = try? Launch(words[0], Array(words.dropFirst()), folder: folder, name: name)
        let ending = launch?.wait(seconds: 30)
        for kind in ["out", "err"] { try? FileManager.default.removeItem(atPath: "\(folder)/\(name).\(kind)") }
        return ending == .exited(0)
    }
}
