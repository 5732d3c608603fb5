/// What has been done and seen.
struct Tally {
    var kills: [KillClass: Int] = [:]
    /// Moments that did not come before the study was done.
    var missed = 0
    var resumes = 0
    /// Workers that were killed, alone or with their scheduler.
    var workersHit = 0
    var episodes = 0
    var lost = 0
    var doubled = 0
    var differing = 0
    /// Workers that outlived their scheduler.
    var leftBehind = 0
    var slowestStop = 0.0
    var seconds = 0.0
    var complaints: [String] = []

    struct KillClass: Hashable {
        let victim: Kill.Victim
        let blow: Kill.Blow
        let moment: Kill.Moment
    }

    var killCount: Int { kills.values.reduce(0, +) }

    /// Whether everything is as it is promised.
    var isClean: Bool { lost == 0 && doubled == 0 && differing == 0 && leftBehind == 0 && complaints.isEmpty }

    mutating func count(_ kill: Kill) {
        kills[KillClass(victim: kill.victim, blow: kill.blow, moment: kill.moment), default: 0] += 1
    }

    mutating func complain(_ sentence: String) { complaints.append(sentence) }

    mutating func compare(_ difference: ExportDifference) {
        episodes += 1
        lost += difference.lost
        doubled += difference.doubled
        differing += difference.isNone ? 0 : 1
        if let first = difference.first { complain("the export differs, first at \(first)") }
    }

    mutating func add(_ other: Tally) {
        kills.merge(other.kills, uniquingKeysWith: +)
        missed += other.missed
        resumes += other.resumes
        workersHit += other.workersHit
        episodes += other.episodes
        lost += other.lost
        doubled += other.doubled
        differing += other.differing
        leftBehind += other.leftBehind
        slowestStop = max(slowestStop, other.slowestStop)
        seconds += other.seconds
        complaints += other.complaints
    }
}
