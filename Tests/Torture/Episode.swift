import Foundation
import Fuzzing

/// One study from its first launch to its end, killed several times on the way.
struct Episode {
    let subject: Subject
    let reference: Reference
    var generator: SeededGenerator
    var tally = Tally()

    /// Workers of a scheduler that is gone may take so long to follow; generous, for a machine with other work.
    private static let patience = 10.0

    init(subject: Subject, reference: Reference, generator: SeededGenerator) {
        (self.subject, self.reference, self.generator) = (subject, reference, generator)
    }

    /// Runs the study; what does not go as it is promised becomes part of the tally.
    mutating func run(atMost kills: Int) {
        let began = Date()
        defer { tally.seconds += Date().timeIntervalSince(began) }
        do {
            try killAndResume(atMost: kills)
        } catch {
            tally.complain("\(error)")
        }
    }

    private mutating func killAndResume(atMost kills: Int) throws {
        var launches = 0
        var wanted = kills
        while wanted > 0 {
            // Looked up before: the first moments of a launch are over soon.
            let left = try part()
            let changes = try FolderWatch(subject.folder + "/results")
            var kill = Kill(using: &generator, moments: moments)
            let launch = try start(&launches)
            var workersHit = 0
            var isHit = false
            while wanted > 0, launch.isRunning {
                // Three workers in a row that die before they say hello stop a study, by rule.
                if kill.victim == .worker, workersHit == 2 { break }
                let watch = MomentWatch(launch: launch, reference: reference, left: left, watch: changes)
                if watch.wait(for: kill), deal(kill, to: launch) {
                    wanted -= 1
                    if kill.victim == .worker { workersHit += 1 }
                    isHit = kill.victim != .worker
                    if isHit { break }
                }
                if !launch.isRunning { tally.missed += 1 }
                kill = Kill(using: &generator, moments: moments)
            }
            // A scheduler that was hit at its very end has done all that there was to do.
            if !isHit { expectCompletion(of: launch) }
            if !isHit || launch.ending == .exited(0) { break }
        }
        try finish(&launches)
    }

    private var moments: [Kill.Moment] {
        Kill.Moment.allCases.filter { moment in
            switch moment {
            case .transfer: reference.transfers > 0
            case .checkpoint: reference.checkpoints > 0
            default: true
            }
        }
    }

    private mutating func start(_ launches: inout Int) throws -> Launch {
        let fromDatabase = launches > 0 && generator.once(in: 2) ? try subject.isRecorded() : false
        if launches > 0 { tally.resumes += 1 }
        launches += 1
        return try subject.launch(
            workers: 1 + generator.below(3), name: "launch-\(launches)", fromDatabase: fromDatabase)
    }

    /// Which part of the study is still to be done.
    private func part() throws -> Double {
        guard try subject.isRecorded(), let export = try? subject.export() else { return 1 }
        return max(0.02, Double(export.unfinished) / Double(max(1, reference.export.runs.count)))
    }

    /// - Returns: false where nobody was there to be hit.
    private mutating func deal(_ kill: Kill, to launch: Launch) -> Bool {
        let workers = launch.workers
        var isDealt = false
        switch kill.victim {
        case .scheduler: isDealt = launch.hit(kill.blow.signal)
        case .worker:
            guard let victim = workers.randomElement(using: &generator) else { return false }
            isDealt = victim.isAlive && Foundation.kill(victim.pid, kill.blow.signal) == 0
        case .both:
            isDealt = launch.hit(kill.blow.signal)
            for worker in workers where isDealt { _ = Foundation.kill(worker.pid, kill.blow.signal) }
            tally.workersHit += workers.count
        }
        guard isDealt else { return false }
        if kill.victim == .worker { tally.workersHit += 1 }
        if kill.blow == .terminateTwice {
            usleep(UInt32(generator.below(50_000)))
            _ = launch.hit(kill.blow.signal)
        }
        if kill.victim != .worker { expectEnd(of: launch, after: kill, workers) }
        // A process that has just ended takes any signal until it is collected.
        if kill.victim != .worker, launch.ending == .exited(0) { tally.missed += 1 } else { tally.count(kill) }
        return true
    }

    /// Holds the end of a scheduler that was hit, and of its workers, against what is promised.
    private mutating func expectEnd(of launch: Launch, after kill: Kill, _ workers: [WorkerProcess]) {
        let began = Date()
        guard let ending = launch.wait(seconds: 60) else {
            return tally.complain("the scheduler did not end within 60 s of \(kill.blow.rawValue)")
        }
        tally.slowestStop = max(tally.slowestStop, Date().timeIntervalSince(began))
        // Before its handlers are in place a signal ends the process as it ends any; at the very end it is too late.
        let allowed: [Ending] =
            kill.blow == .kill ? [.signalled(SIGKILL), .exited(0)] : [.exited(3), .signalled(SIGTERM), .exited(0)]
        if !allowed.contains(ending) {
            tally.complain(
                "\(kill.blow.rawValue) at \(kill.moment.rawValue) ended in \(ending): \(launch.complained.suffix(300))")
        }
        let end = Date().addingTimeInterval(Self.patience)
        while workers.contains(where: \.isAlive), Date() < end { usleep(2000) }
        let left = workers.filter(\.isAlive)
        tally.leftBehind += left.count
        for worker in left { Foundation.kill(worker.pid, SIGKILL) }
    }

    /// A launch that nobody killed, or only its workers, does the whole study.
    private mutating func expectCompletion(of launch: Launch) {
        guard let ending = launch.wait() else { return tally.complain("a launch did not end") }
        if ending != .exited(0) { tally.complain("a launch ended in \(ending): \(launch.complained.suffix(300))") }
    }

    /// Carries on to the end and compares.
    private mutating func finish(_ launches: inout Int) throws {
        let launch = try start(&launches)
        guard let ending = launch.wait() else { return tally.complain("the last launch did not end") }
        guard ending == .exited(0) else {
            tally.episodes += 1
            tally.lost += reference.export.runs.count
            return tally.complain("the last launch ended in \(ending): \(launch.complained.suffix(300))")
        }
        let export = try subject.export()
        let difference = export.difference(from: reference.export)
        tally.compare(difference)
        if export.furtherAttempts > tally.workersHit {
            tally.complain(
                "\(export.furtherAttempts) further attempts for \(tally.workersHit) workers that were killed")
        }
        let extra = subject.files().symmetricDifference(reference.files)
        if !extra.isEmpty {
            tally.complain("files are left behind or missing: \(extra.sorted().joined(separator: ", "))")
        }
    }
}
