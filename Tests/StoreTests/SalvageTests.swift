import Foundation
import GRDB
import StudyCore
import Testing

@testable import Store

@Suite("Salvaging a database") struct SalvageTests {
    let scratch: Scratch
    private static let configurations = (0..<30).map { configuration($0, 0.25) }

    init() throws {
        scratch = try Scratch()
    }

    /// A study of 30 trials with two repeats of which all but the last two trials have ended.
    private func writeStudy() throws {
        let database = try scratch.open()
        let study = try database.create(
            makeStudy(repeats: 2, text: "name: mnist-grid\n" + String(repeating: "# long\n", count: 1000)),
            configurations: Self.configurations, toolVersion: "0.1.0", at: moment)
        let lease = try database.acquireLease(study, at: moment)
        try database.record(provenance: [("tool", "0.1.0")], of: lease)
        let journal = database.journal(for: lease)
        for trial in 0..<28 {
            for number in 0..<2 {
                let key = RunKey(trial: trial, repeat: number)
                var events: [RunEvent] = [.started(trial, number)]
                if trial % 20 == 7 {
                    events += [.failed(trial, number, isRetried: true), .started(trial, number, attempt: 2)]
                }
                events += (1...(trial % 9 == 0 ? 400 : 4)).map { .measured(key, measurement($0)) }
                if trial % 20 == 8 {
                    events.append(.failed(trial, number))
                } else {
                    let predictions = Prediction.Split.allCases.map {
                        Prediction(split: $0, count: 100, bits: Array(repeating: UInt8(trial), count: 12) + [3])
                    }
                    let metrics = ["validation.accuracy": Double(trial) / 30, "validation.loss": 1, "seconds": 2]
                    events.append(
                        .ended(key, RunResult(diverged: false, metrics: metrics, predictions: predictions), at: moment))
                }
                try journal.append(events)
            }
        }
        try lease.release()
        try database.queue.close()
    }

    private func salvage(_ place: String, declared: DeclaredTrials? = nil) throws -> SalvageResult {
        try StudyDatabase.salvage(path: scratch.path, to: place) { _ in declared }
    }

    /// Everything recorded of the runs that have ended.
    private static func ended(_ path: String) throws -> [RunKey: String] {
        let database = try StudyDatabase.open(path: path, mode: .readOnly)
        let study = try database.find(nil)
        var runs: [RunKey: String] = [:]
        try database.forEachRun(of: study) { configuration, run in
            guard run.state.isFinal else { return }
            runs[run.key] = """
                \(configuration.canonicalJSON) \(run.seed) \(run.state) \(run.attempts) \
                \(run.metrics.sorted { $0.key < $1.key }) \(run.curve) \(run.failures) \(run.host ?? "") \
                \(run.started ?? .distantPast) \(run.finished ?? .distantPast)
                """
        }
        for key in runs.keys { runs[key]? += "\(try database.predictions(of: key, in: study))" }
        return runs
    }

    @Test("takes a whole database over as it is") func whole() throws {
        try writeStudy()
        let result = try salvage(scratch.path + ".new")
        #expect(
            result.isWhole && result.studies.map(\.endedRuns) == [56] && result.studies.map(\.unfinishedRuns) == [4])
        #expect(result.tables.allSatisfy { $0.gaps == 0 && $0.read == $0.kept })
        #expect(try Self.ended(scratch.path + ".new") == Self.ended(scratch.path))
        #expect(try StudyDatabase.check(path: scratch.path + ".new").findings == [])
    }

    @Test("reads what a killed process left in the log") func log() throws {
        let database = try scratch.open()
        _ = try database.create(makeStudy(), configurations: Self.configurations, toolVersion: "0.1.0")
        let copy = try Scratch()
        for ending in ["", "-wal"] {
            try FileManager.default.copyItem(atPath: scratch.path + ending, toPath: copy.path + ending)
        }
        let result = try StudyDatabase.salvage(path: copy.path, to: copy.path + ".new") { _ in nil }
        #expect(result.isWhole && result.studies.map(\.trials) == [30])
        // Without the log there is nothing to be found.
        try FileManager.default.removeItem(atPath: copy.path + "-wal")
        #expect(
            sentence { _ = try StudyDatabase.salvage(path: copy.path, to: copy.path + ".other") { _ in nil } }
                == "no study can be read from '\(copy.path)'; nothing was written")
    }

    /// SQLite would go on from before the damage, without a word, and write over what lies behind it.
    @Test("refuses a log that is damaged in its middle, wherever that is, and one that ends early is none")
    func damagedLog() throws {
        let database = try scratch.open()
        for name in ["a", "b", "c", "d"] {
            _ = try database.create(makeStudy(name), configurations: Self.configurations, toolVersion: "0.1.0")
        }
        let copy = try Scratch()
        let log = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "-wal"))
        let frame = 24 + 4096
        let count = (log.count - 32) / frame
        #expect(count > 20)
        var refused = 0
        for place in stride(from: 0, to: count, by: 3) {
            var damaged = log
            damaged[32 + place * frame + 1000] ^= 0x55
            try? FileManager.default.removeItem(atPath: copy.path)
            try FileManager.default.copyItem(atPath: scratch.path, toPath: copy.path)
            try damaged.write(to: URL(fileURLWithPath: copy.path + "-wal"))
            let check = try StudyDatabase.check(path: copy.path)
            let sentence = sentence { _ = try copy.open(.readWrite(create: false)) }
            if check.isWhole {
                // At most the last transaction is behind it: what a loss of power may leave.
                #expect(place > count / 2, "frame \(place) of \(count)")
            } else {
                refused += 1
                #expect(check.findings[0].text.contains("-wal' is damaged, behind which "), "\(check.findings)")
                #expect(sentence?.contains("--salvage") == true, "\(sentence ?? "")")
                #expect(try Data(contentsOf: URL(fileURLWithPath: copy.path + "-wal")) == damaged)
            }
            for ending in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: copy.path + ending) }
        }
        #expect(refused > 3)
        // One of which only a part of the header is there.
        for size in [0, 12, 20, 31] {
            try log.prefix(size).write(to: URL(fileURLWithPath: copy.path + "-wal"))
            #expect(LogFrames.damage(inLogOf: copy.path) == nil)
        }
        // Killed in the middle of a write.
        try log.prefix(32 + (count / 2) * frame + 700).write(to: URL(fileURLWithPath: copy.path + "-wal"))
        #expect(try StudyDatabase.check(path: copy.path).isWhole)
    }

    @Test("never writes over a file, and leaves none behind where there is nothing to save") func output() throws {
        try writeStudy()
        let place = scratch.path + ".new"
        try "mine".write(toFile: place, atomically: false, encoding: .utf8)
        #expect(sentence { _ = try salvage(place) } == "'\(place)' is there already: name a file that is not")
        #expect(try String(contentsOfFile: place, encoding: .utf8) == "mine")
        #expect(
            sentence { _ = try salvage(scratch.path) } == "'\(scratch.path)' is there already: name a file that is not")
        try Data(count: 50_000).write(to: URL(fileURLWithPath: scratch.path))
        #expect(
            sentence { _ = try salvage(place + "2") }
                == "no study can be read from '\(scratch.path)'; nothing was written")
        #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.url.path).count == 2)
    }

    @Test("waits for no study that runs") func running() throws {
        let database = try scratch.open()
        let study = try database.create(makeStudy(), configurations: [configuration(1)], toolVersion: "0.1.0")
        let lease = try database.acquireLease(study)
        #expect(
            sentence { _ = try salvage(scratch.path + ".new") }
                == "'\(scratch.path)' is locked by another process: wait until it is done, then try again")
        try lease.release()
        #expect(sentence { _ = try salvage(scratch.path + ".new") } == nil)
    }

    @Test("knows every table of the schema") func tables() throws {
        let known: Set = ["study", "trial", "run", "metric", "curve", "failure", "prediction", "provenance"]
        // Made anew, or of no use to anybody else.
        let others: Set = ["migration", "lease"]
        let shapes = try TableShape.all(of: .current)
        #expect(Set(shapes.filter { !$0.isIndex }.map(\.name)) == known.union(others))
    }

    @Test("suggests lost trials again, and tells where it cannot") func lostTrials() throws {
        let texts = (0..<5).map { configuration($0).canonicalJSON }
        let read = [0: texts[0], 1: texts[1], 4: texts[4]]
        let declared = DeclaredTrials((0..<5).map { configuration($0) }, repeats: 1)
        #expect(TrialNumbers(read: read, declared: declared).places.map(\.text) == texts)
        #expect(TrialNumbers(read: read, declared: declared).places.map(\.isRead) == [true, true, false, false, true])
        // A grid that was added to: the order is that of the additions.
        let grown = DeclaredTrials([4, 0, 1, 2, 3].map { configuration($0) }, repeats: 1)
        #expect(TrialNumbers(read: read, declared: grown).places.map(\.text) == texts)
        // Another file, or none: what is left moves up.
        let other = DeclaredTrials((0..<3).map { configuration($0) }, repeats: 1)
        for declared in [other, nil] {
            #expect(TrialNumbers(read: read, declared: declared).places.map(\.number) == [0, 1, 4])
        }
    }

    @Test("makes nothing up: after any damage, what it kept is what was recorded, and the rest is run again")
    func damage() throws {
        try writeStudy()
        let whole = try Data(contentsOf: URL(fileURLWithPath: scratch.path))
        let expected = try Self.ended(scratch.path)
        let declared = DeclaredTrials(Self.configurations, repeats: 2)
        var (kept, salvaged, refused, changed) = (0, 0, 0, 0)
        for seed in 0..<200 {
            let damage = Damage(seed: seed)
            try damage.apply(to: whole).write(to: URL(fileURLWithPath: scratch.path))
            let check = Result { try StudyDatabase.check(path: scratch.path, processes: FakeProcesses()) }
            if case .failure(let error) = check { #expect(error is StoreError, "seed \(seed)") }
            let place = scratch.path + ".new"
            defer {
                for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: place + ending) }
            }
            do {
                let result = try salvage(place, declared: declared)
                salvaged += 1
                #expect(try StudyDatabase.check(path: place).findings == [], "seed \(seed)")
                let study = try #require(result.studies.first)
                #expect(study.trials + study.suggestedTrials == 30, "seed \(seed)")
                #expect(study.endedRuns + study.unfinishedRuns + study.returnedRuns == 60, "seed \(seed)")
                let ended = try Self.ended(place)
                #expect(ended.count == study.endedRuns, "seed \(seed)")
                kept += ended.count
                // SQLite has no checksums: a figure may have become another figure, but no run may lack a part.
                let differing = ended.filter { $0.value != expected[$0.key] }
                changed += differing.count
                #expect(
                    differing.count <= damage.greatestChange, "seed \(seed): \(damage.kind), \(differing.keys.sorted())"
                )
                if case .success(let check) = check, check.isWhole, damage.greatestChange == 0 {
                    #expect(result.isWhole, "seed \(seed)")
                }
            } catch let error as StoreError {
                refused += 1
                #expect(error == .nothingToSalvage(path: scratch.path), "seed \(seed)")
                #expect(!FileManager.default.fileExists(atPath: place))
            }
        }
        print(
            "200 damages: \(salvaged) salvaged with \(kept) of \(salvaged * 56) ended runs, \(refused) refused, "
                + "\(changed) runs with a changed figure")
        #expect(salvaged > 160 && kept > salvaged * 42)
    }
}

/// One way of damaging a file.
struct Damage {
    enum Kind: CaseIterable {
        case bit, bytes, page, zeros, truncation, pageHeader, exchange
    }

    let kind: Kind
    private let seed: Int
    private static let pageSize = 4096

    init(seed: Int) {
        self.seed = seed
        kind = Kind.allCases[seed % Kind.allCases.count]
    }

    /// How many runs may get another figure unseen: those hit by changed bytes. Lost pages must all be noticed.
    var greatestChange: Int {
        switch kind {
        case .bit: 1
        case .bytes: 30
        case .page, .exchange: 0
        // The end of a run of zeros may lie in the middle of a row.
        case .zeros: 2
        // Of a page that holds the rest of a long curve, these are figures as well.
        case .pageHeader: 1
        case .truncation: 0
        }
    }

    func apply(to whole: Data) -> Data {
        var generator = SplitMix(state: UInt64(seed) &* 7_919)
        var data = whole
        func anywhere() -> Int { Int.random(in: 0..<data.count, using: &generator) }
        func page() -> Int { anywhere() / Self.pageSize * Self.pageSize }
        switch kind {
        case .bit: data[anywhere()] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case .bytes:
            for _ in 0..<Int.random(in: 2...30, using: &generator) {
                data[anywhere()] = .random(in: 0...255, using: &generator)
            }
        case .page:
            let start = page()
            for offset in start..<start + Self.pageSize { data[offset] = .random(in: 0...255, using: &generator) }
        case .zeros:
            let start = anywhere()
            let end = min(data.count, start + Int.random(in: 1...20_000, using: &generator))
            data.replaceSubrange(start..<end, with: Data(count: end - start))
        case .truncation: data = data.prefix(anywhere())
        case .pageHeader:
            let start = page()
            data[start + Int.random(in: 0..<(start == 0 ? 108 : 8), using: &generator)] = .random(
                in: 0...255, using: &generator)
        case .exchange:
            let (first, second) = (page(), page())
            let content = data.subdata(in: first..<first + Self.pageSize)
            data.replaceSubrange(first..<first + Self.pageSize, with: data.subdata(in: second..<second + Self.pageSize))
            data.replaceSubrange(second..<second + Self.pageSize, with: content)
        }
        return data
    }
}

/// Steele, Lea and Flood 2014.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
