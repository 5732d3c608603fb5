import Foundation
import Fuzzing

/// One call of the program: the studies with their uninterrupted runs, and what has come of it all.
struct TortureSession {
    let binary: String
    let scratch: String
    let seed: UInt64
    let kills: Int
    private var references: [(study: TortureStudy, reference: Reference)] = []
    private var tallies: [String: Tally] = [:]
    /// What went wrong apart from kills.
    private var findings: [String] = []
    private let began = Date()

    init(binary: String, scratch: String, seed: UInt64, kills: Int) {
        (self.binary, self.scratch, self.seed, self.kills) = (binary, scratch, seed, kills)
    }

    var isClean: Bool { findings.isEmpty && tallies.values.allSatisfy(\.isClean) }

    private func subject(_ study: TortureStudy, _ name: String) throws -> Subject {
        try Subject(study, binary: binary, folder: "\(scratch)/\(study.name)-\(name)")
    }

    /// Runs each study once, with two workers, and keeps what it recorded.
    mutating func prepare(_ studies: [TortureStudy]) throws {
        var rows = [["study", "what", "runs", "seconds", "log writes", "database writes", "other files"]]
        for study in studies {
            let subject = try subject(study, "whole")
            guard try subject.isSupported() else {
                say("\(study.name) (\(study.note)): this version of the tool does not take it; left out")
                continue
            }
            let reference = try Reference(subject, workers: 2)
            references.append((study, reference))
            rows.append([
                study.name, study.note, "\(reference.export.runs.count)", decimal(reference.seconds),
                "\(reference.commits)", "\(reference.transfers)", "\(reference.checkpoints)",
            ])
        }
        say("\n\(Table(rows).text)\n")
    }

    mutating func compareWorkerCounts(_ counts: [Int]) throws {
        for (study, reference) in references {
            for count in counts {
                let subject = try subject(study, "\(count)-workers")
                let launch = try subject.launch(workers: count, name: "whole")
                guard launch.wait() == .exited(0) else {
                    findings.append("\(study.name) with \(count) workers: \(launch.complained.suffix(300))")
                    continue
                }
                let difference = try subject.export().difference(from: reference.export)
                if !difference.isNone { findings.append("\(study.name) with \(count) workers differs: \(difference)") }
                try FileManager.default.removeItem(atPath: subject.folder)
            }
        }
        let all = ([2] + counts).sorted().map(String.init).joined(separator: ", ")
        say(
            "exports of \(references.count) studies with \(all) workers: \(findings.isEmpty ? "identical" : "NOT identical")\n"
        )
    }

    mutating func tryDisks() throws {
        guard let (study, reference) = references.first else { return }
        let cases = DiskCases(reference: reference) { [self] name in try subject(study, name) }
        for result in try cases.all() {
            switch result.findings {
            case nil: say("\(result.title): this machine does not allow it; left out")
            case []?: say("\(result.title): exit code 4, resumed, identical\n    \(result.sentence)")
            case let found?:
                findings += found.map { "\(result.title): \($0)" }
                say("\(result.title): \(found.joined(separator: "; "))\n    \(result.sentence)")
            }
        }
        say("")
    }

    /// Episode after episode until there have been enough kills.
    mutating func kill() throws {
        var number = 0
        var dealt = 0
        while dealt < kills, number < kills * 3 + 10 {
            let (study, reference) = references[number % references.count]
            var generator = SeededGenerator(seed: seed, case: number)
            let subject = try subject(study, "episode-\(number)")
            let wanted = min(1 + generator.below(6), kills - dealt)
            var episode = Episode(subject: subject, reference: reference, generator: generator)
            episode.run(atMost: wanted)
            let tally = episode.tally
            dealt += tally.killCount
            tallies[study.name, default: Tally()].add(tally)
            let state = tally.isClean ? "identical" : "NOT AS PROMISED: \(tally.complaints.joined(separator: "; "))"
            say("[\(dealt)/\(kills)] \(study.name): \(tally.killCount) kills, \(tally.resumes) resumes, \(state)")
            if tally.isClean { try FileManager.default.removeItem(atPath: subject.folder) }
            number += 1
        }
    }

    func report() {
        let all = tallies.values.reduce(into: Tally()) { $0.add($1) }
        var rows = [
            [
                "study", "episodes", "kills", "missed moments", "resumes", "lost", "doubled", "differing exports",
                "workers left behind",
                "slowest stop", "seconds",
            ]
        ]
        for (study, _) in references {
            if let tally = tallies[study.name] { rows.append(row(study.name, tally)) }
        }
        rows.append(row("all", all))
        say("\n\(all.killTable)\n\n\(Table(rows).text)\n")
        for finding in findings + all.complaints { say("- \(finding)") }
        let outcome = isClean ? "nothing lost, nothing doubled, every export identical" : "NOT as promised"
        say("\(all.killCount) kills in \(decimal(Date().timeIntervalSince(began))) s, seed \(seed): \(outcome)")
    }

    private func row(_ name: String, _ tally: Tally) -> [String] {
        [
            name, "\(tally.episodes)", "\(tally.killCount)", "\(tally.missed)", "\(tally.resumes)", "\(tally.lost)",
            "\(tally.doubled)",
            "\(tally.differing)", "\(tally.leftBehind)", decimal(tally.slowestStop), decimal(tally.seconds),
        ]
    }

    private func decimal(_ value: Double) -> String { String(format: "%.1f", value) }
}
