import StudyCore
import Testing

@testable import Store

/// The sentences that no other test of the store brings about.
@Suite struct StoreErrorTests {
    @Test func sentencesSayWhatIsWrongAndWhatToDo() {
        let told: [(StoreError, String)] = [
            (
                .inputOutput(path: "/d/s.sqlite", reason: "disk I/O error (266)"),
                "'/d/s.sqlite' cannot be read or written: disk I/O error (266)"
            ),
            (
                .unknownTrials(study: "s", numbers: [3], trialCount: 0),
                "study 's' has no trial 3: it has no trials"
            ),
            (
                .severalStudies(path: "/d/s.sqlite", names: (1...12).map { "s\($0)" }),
                "'/d/s.sqlite' holds 12 studies, name one of them: s1, s2, s3, s4, s5, s6, s7, s8, s9, s10 and 2 more"
            ),
            (.outputExists(path: "/d/s.sqlite"), "'/d/s.sqlite' is there already: name a file that is not"),
            (
                .nothingToSalvage(path: "/d/s.sqlite"),
                "no study can be read from '/d/s.sqlite'; nothing was written"
            ),
            (
                .removed(path: "/d/s.sqlite", .lost(reason: "database or disk is full")),
                "'/d/s.sqlite' was removed while in use and what it held cannot be written again: database or disk is full"
            ),
            (
                .damaged(path: "/d/s 1.sqlite", detail: "page 3"),
                "'/d/s 1.sqlite' is damaged (page 3): restore a copy of it, or save what is whole with: "
                    + "hpsearch check --db '/d/s 1.sqlite' --salvage NEW-FILE"
            ),
            (.inconsistent("a run ended twice"), "internal error: a run ended twice"),
        ]
        for (error, sentence) in told {
            #expect(error.sentence == sentence)
            #expect("\(error)" == sentence)
            #expect(error.localizedDescription == sentence)
        }
    }

    @Test func whatTheUserNamedWronglyEndsWithTwoAndTheRestWithFour() {
        let path = "/d/s.sqlite"
        let holder = LeaseHolder(
            host: "anvil", pid: 7, since: moment, bootIdentifier: "b", processStart: 1, launch: 1)
        let two: [StoreError] = [
            .missing(path: path), .empty(path: path), .outputExists(path: path), .unknownStudy(name: "s", known: []),
            .severalStudies(path: path, names: []),
            .noStudies(path: path), .studyExists(name: "s"), .notFailed(study: "s", numbers: [1]),
            .unknownTrials(study: "s", numbers: [1], trialCount: 1),
        ]
        let four: [StoreError] = [
            .notOurs(path: path, isSQLite: true), .newerSchema(path: path, version: 2, known: 1),
            .olderSchema(path: path, version: 1, known: 2), .readOnly(path: path), .locked(path: path),
            .cannotOpen(path: path, reason: ""), .diskFull(path: path), .inputOutput(path: path, reason: ""),
            .damaged(path: path, detail: ""), .removed(path: path, .log), .changedWhileRead(path: path),
            .nothingToSalvage(path: path),
            .leaseHeld(study: "s", by: holder), .leaseElsewhere(study: "s", by: holder), .leaseLost(study: "s"),
            .inconsistent(""),
        ]
        #expect(two.allSatisfy { $0.exitCode == 2 })
        #expect(four.allSatisfy { $0.exitCode == 4 })
    }
}
