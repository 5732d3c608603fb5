import Foundation
import Fuzzing

/// One blow: who is hit, by what, and when.
struct Kill: Sendable {
    enum Victim: String, CaseIterable, Sendable {
        case scheduler
        case worker
        /// The scheduler and all its workers, at once.
        case both
    }

    enum Blow: String, CaseIterable, Sendable {
        case kill = "SIGKILL"
        case terminate = "SIGTERM"
        /// The second one says that it is meant at once.
        case terminateTwice = "SIGTERM twice"

        var signal: Int32 { self == .kill ? SIGKILL : SIGTERM }
    }

    enum Moment: String, CaseIterable, Sendable {
        /// Within a tenth of a second after the start of the process.
        case start
        /// When the first worker has just been started.
        case workers = "first worker"
        /// At any time of the whole.
        case anywhere
        /// While a transaction is written to the write-ahead log.
        case commit
        /// While SQLite brings the log into the database.
        case transfer
        /// When a file appears or changes beside the database: a checkpoint of a run.
        case checkpoint
        /// Around the end of the last trials.
        case finish
    }

    let victim: Victim
    let blow: Blow
    let moment: Moment
    /// In 0..<1: where within the moment's range, for example which of the commits.
    let place: Double
    /// Seconds to wait after the moment has come.
    let delay: Double

    init(using generator: inout SeededGenerator, moments: [Moment]) {
        // The scheduler holds everything together, so it is hit most often.
        victim = generator.pick([.scheduler, .scheduler, .scheduler, .worker, .worker, .both])
        let blow = generator.pick([Blow.kill, .kill, .kill, .terminate, .terminateTwice])
        self.blow = victim == .worker && blow == .terminateTwice ? .terminate : blow
        moment = generator.pick(moments)
        place = Double.random(in: 0..<1, using: &generator)
        delay = generator.once(in: 2) ? 0 : Double.random(in: 0..<0.02, using: &generator)
    }
}
