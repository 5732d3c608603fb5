import Foundation
import StudyCore

extension WorkerReport {
    var node: Node {
        switch self {
        case .hello(let identity):
            return .map([
                ("report", "hello"), ("protocol", .integer(WorkerWire.version)), ("version", .text(identity.version)),
                ("host", .text(identity.host)), ("pid", .integer(identity.pid)),
                ("blas_core", .text(identity.blasCore)),
            ])
        case .measurement(let key, let attempt, let measurement):
            return Self.about(
                "measurement", key, attempt,
                [
                    ("unit", .text(measurement.unit.rawValue)), ("step", .integer(measurement.step)),
                    ("seconds", .wireNumber(measurement.seconds)), ("values", Self.node(measurement.values)),
                ])
        case .restarted(let key, let attempt): return Self.about("restarted", key, attempt, [])
        case .notice(let key, let attempt, let notice):
            return Self.about(
                "notice", key, attempt,
                [("weight", .text(notice.weight.rawValue)), ("sentence", .text(notice.sentence))])
        case .finished(let key, let attempt, let result):
            let metrics = result.metrics.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
            return Self.about(
                "finished", key, attempt,
                [
                    ("diverged", .boolean(result.diverged)), ("pruned", .boolean(result.pruned)),
                    ("metrics", Self.node(metrics)),
                    ("predictions", .list(result.predictions.map(\.node))),
                ])
        case .failed(let key, let attempt, let failure):
            return Self.about(
                "failed", key, attempt,
                [
                    ("class", .text(failure.failureClass.rawValue)), ("message", .text(failure.message)),
                    ("standard_error", .text(failure.standardErrorTail)),
                ])
        case .cancelled(let key, let attempt): return Self.about("cancelled", key, attempt, [])
        case .pong: return .map([("report", "pong")])
        }
    }

    /// A failure's message is a sentence; of one with more characters than this the rest is not kept.
    private static let longestMessage = 4096

    private static func about(_ name: String, _ key: RunKey, _ attempt: Int, _ rest: [(String, Node)]) -> Node {
        .map(
            [
                ("report", .text(name)), ("trial", .integer(key.trial)), ("repeat", .integer(key.repeat)),
                ("attempt", .integer(attempt)),
            ] + rest)
    }

    /// A map of names to numbers; of a name that stands twice, the last value.
    private static func node(_ values: [(name: String, value: Double)]) -> Node {
        var entries: [Node.Entry] = []
        for (name, value) in values {
            let entry = Node.Entry(name, .wireNumber(value))
            if let place = entries.firstIndex(where: { $0.key == name }) {
                entries[place] = entry
            } else {
                entries.append(entry)
            }
        }
        return Node(.map(entries))
    }

    init(fields: WireFields) throws(WireError) {
        switch try fields.text("report") {
        case "hello":
            let version = try fields.integer("protocol")
            guard version == WorkerWire.version else { throw .otherProtocol(version) }
            self = .hello(
                WorkerIdentity(
                    version: try fields.text("version"), host: try fields.text("host"), pid: try fields.count("pid"),
                    blasCore: try fields.text("blas_core")))
        case "measurement":
            let measurement = Measurement(
                unit: try fields.choice("unit"), step: try fields.count("step"), seconds: try fields.number("seconds"),
                values: try fields.numbers("values"))
            self = .measurement(try fields.key(), attempt: try fields.attempt(), measurement)
        case "restarted": self = .restarted(try fields.key(), attempt: try fields.attempt())
        case "notice":
            let notice = RunNotice(try fields.choice("weight"), try fields.text("sentence"))
            self = .notice(try fields.key(), attempt: try fields.attempt(), notice)
        case "finished":
            var predictions: [Prediction] = []
            for node in try fields.list("predictions") { predictions.append(try Prediction(fields: WireFields(node))) }
            if Set(predictions.map(\.split)).count < predictions.count { throw .field("predictions") }
            let metrics = Dictionary(try fields.numbers("metrics").map { ($0.name, $0.value) }) { _, last in last }
            let result = RunResult(
                diverged: try fields.boolean("diverged"), pruned: try fields.boolean("pruned"), metrics: metrics,
                predictions: predictions)
            self = .finished(try fields.key(), attempt: try fields.attempt(), result)
        case "failed":
            let message = try fields.text("message")
            let failure = RunFailure(
                try fields.choice("class"),
                message.utf8.count > Self.longestMessage ? message.prefix(Self.longestMessage) + "…" : message,
                standardErrorTail: try fields.optionalText("standard_error"))
            self = .failed(try fields.key(), attempt: try fields.attempt(), failure)
        case "cancelled": self = .cancelled(try fields.key(), attempt: try fields.attempt())
        case "pong": self = .pong
        default: throw .unknownMessage
        }
    }
}

extension Prediction {
    fileprivate var node: Node {
        .map([
            ("split", .text(split.rawValue)), ("count", .integer(count)),
            ("bits", .text(Data(bits).base64EncodedString())),
        ])
    }

    /// Refuses a number of bytes that does not fit the count, and set bits beyond the last example.
    fileprivate init(fields: WireFields) throws(WireError) {
        let count = try fields.count("count")
        guard let bits = Data(base64Encoded: try fields.text("bits")),
            bits.count == count / 8 + (count % 8 == 0 ? 0 : 1)
        else { throw .field("bits") }
        if count % 8 != 0, let last = bits.last, last >> UInt8(count % 8) != 0 { throw .field("bits") }
        self.init(split: try fields.choice("split"), count: count, bits: Array(bits))
    }
}
