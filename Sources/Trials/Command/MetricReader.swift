import Foundation
import StudyCore

/// One of a program's two streams of output.
enum ProgramStream: String {
    case output
    case errors
}

/// What a line of output was taken for.
enum LineReading {
    /// - Parameter steps: those that the values belong to, each in another unit.
    case metrics([(name: String, value: Double)], steps: [Step])
    /// Steps that the following lines belong to.
    case step([Step])
    case nothing
}

/// Reads metrics out of lines.
struct MetricReader {
    private let source: MetricSource
    /// The last steps that were spoken of, which values without one of their own belong to; each in another unit.
    private var context: [Step] = []
    /// The patterns that fit the line that was read last, but whose value is no number.
    private(set) var unreadable: [String] = []

    /// Patterns look at no more than so much of a line: a metric stands near its beginning.
    static let greatestMatched = 16 << 10

    init(_ source: MetricSource) { self.source = source }

    /// Whether lines of this stream are looked at while they come.
    func reads(_ stream: ProgramStream) -> Bool {
        switch source {
        case .jsonLines: stream == .output
        case .patterns: true
        case .lastLine, .file, .none: false
        }
    }

    /// Bytes of which a line must hold one sequence to be of interest; an empty one where all lines are.
    var needed: [[UInt8]] {
        switch source {
        case .jsonLines: [[UInt8(ascii: "{")]]
        case .patterns(let patterns): patterns.map(\.needed)
        case .lastLine, .file, .none: [[]]
        }
    }

    /// - Parameter watch: what watches the search for patterns.
    /// - Throws: `SlowMatch` where that takes too long.
    mutating func read(
        _ line: UnsafeRawBufferPointer, from stream: ProgramStream, _ watch: MatchWatch = MatchWatch()
    ) throws(SlowMatch) -> LineReading {
        unreadable = []
        guard reads(stream) else { return .nothing }
        switch source {
        case .jsonLines:
            guard let first = line.first(where: { $0 != 0x20 && $0 != 0x09 }), first == UInt8(ascii: "{"),
                let found = JSONMetrics(line: Array(line))
            else { return .nothing }
            return found.values.isEmpty ? .nothing : .metrics(found.values, steps: found.steps)
        case .patterns(let patterns): return try match(patterns, line, watch)
        case .lastLine, .file, .none: return .nothing
        }
    }

    private mutating func match(
        _ patterns: [MetricPattern], _ line: UnsafeRawBufferPointer, _ watch: MatchWatch
    ) throws(SlowMatch) -> LineReading {
        let part = line.prefix(Self.greatestMatched)
        var text: String?
        func lineText() -> String {
            if let text { return text }
            let made = String(decoding: part, as: UTF8.self)
            text = made
            return made
        }
        var values: [(name: String, value: Double)] = []
        var own: [Step] = []
        var spoken: [Step] = []
        let bytes = UnsafeRawBufferPointer(rebasing: part)
        for pattern in patterns {
            guard let finding = try pattern.find(in: bytes, text: lineText, watch) else { continue }
            guard let value = finding.value else {
                unreadable.append(pattern.name)
                continue
            }
            if let unit = pattern.stepUnit {
                guard let number = Int(exactly: value) else {
                    unreadable.append(pattern.name)
                    continue
                }
                spoken.append(Step(unit: unit, number: number))
            } else {
                values.append((pattern.name, value))
                if let step = finding.step, !own.contains(where: { $0.unit == step.unit }) { own.append(step) }
            }
        }
        context = spoken + context.filter { old in !spoken.contains { $0.unit == old.unit } }
        if !values.isEmpty { return .metrics(values, steps: own.isEmpty ? context : own) }
        return spoken.isEmpty ? .nothing : .step(spoken)
    }
}
