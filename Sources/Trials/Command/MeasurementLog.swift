import Foundation
import Processes
import StudyCore

/// What a run that can resume itself has reported, in its directory: a start after an interruption reports it again, since
/// the study has dropped it.
struct MeasurementLog {
    private let descriptor: Int32

    /// Nil where it cannot be written; then the curve begins anew.
    init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return nil }
    }

    func append(_ measurement: StudyCore.Measurement) {
        // As texts, since values may be infinite or not a number.
        let values = measurement.values.map { Node.list([.text($0.name), .text("\($0.value)")]) }
        let line = Node.map([
            ("unit", .text(measurement.unit.rawValue)), ("step", .integer(measurement.step)),
            ("seconds", .real(measurement.seconds)), ("values", .list(values)),
        ]).json
        _ = writeBytes(Array("\(line)\n".utf8), to: descriptor)
    }

    /// Drops what has been written.
    func clear() { ftruncate(descriptor, 0) }

    func end() { close(descriptor) }

    /// What has been written, up to a line that is not whole.
    static func measurements(in path: String) -> [StudyCore.Measurement] {
        guard let text = FileManager.default.contents(atPath: path) else { return [] }
        var found: [StudyCore.Measurement] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            guard let node = try? Node(json: Array(line)),
                let unit = node["unit"]?.textValue.flatMap(StudyCore.Measurement.Unit.init),
                let step = node["step"]?.integerValue, let seconds = node["seconds"]?.numberValue,
                let values = node["values"]?.listValue
            else { break }
            let pairs = values.compactMap { pair -> (name: String, value: Double)? in
                guard let pair = pair.listValue, pair.count == 2, let name = pair[0].textValue,
                    let value = pair[1].textValue.flatMap(Double.init)
                else { return nil }
                return (name, value)
            }
            found.append(StudyCore.Measurement(unit: unit, step: step, seconds: seconds, values: pairs))
        }
        return found
    }
}
