import Foundation
import Processes
import StudyCore

extension CommandRun {
    /// After a process has ended, its pipes hold no more than this.
    private static let greatestRest = 4 << 20

    /// What the pipes still hold when all that wrote to them are gone.
    func drain(_ descriptor: Int32, _ stream: ProgramStream) {
        _ = read(descriptor, stream, atMost: Self.greatestRest)
    }

    /// Reads what has come.
    /// - Returns: false at the stream's end.
    func read(_ descriptor: Int32, _ stream: ProgramStream, atMost bound: Int) -> Bool {
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 16) { buffer in
            var total = 0
            while total < bound {
                let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
                if count > 0 {
                    total += count
                    take(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(buffer)[..<count]), stream)
                } else if count == 0 {
                    return false
                } else if errno != EINTR {
                    return errno == EAGAIN
                }
            }
            return true
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer, _ stream: ProgramStream) {
        switch stream {
        case .output:
            output.append(bytes)
            if isHeard(stream) { outputLines.take(bytes) { read($0, stream) } }
        case .errors:
            errors.append(bytes)
            if isHeard(stream) { errorLines.take(bytes) { read($0, stream) } }
        }
    }

    private func isHeard(_ stream: ProgramStream) -> Bool { trace != nil || reader.reads(stream) }

    private func read(_ line: UnsafeRawBufferPointer, _ stream: ProgramStream) {
        guard readsOn(), !isPastRule else { return }
        do throws(SlowMatch) {
            let reading = try reader.read(line, from: stream, watch)
            if trace != nil { tell(line, stream, reading) }
            if case .metrics(let values, let steps) = reading { take(values, at: steps) }
        } catch {
            slowMatch = error
        }
    }

    /// Where a run is ended by a rule, what its program says afterwards does not count: how much that is depends on the time.
    private var isPastRule: Bool { request.awaitsAdvice && shouldStop() }

    private func take(_ values: [(name: String, value: Double)], at steps: [Step]) {
        if isPastRule { return }
        assembler.take(values, at: steps, now: Self.now, record: record)
    }

    private func record(_ measurement: StudyCore.Measurement) {
        monitor.record(measurement)
        log?.append(measurement)
    }

    func followFile() {
        file?.follow(restarted: restart, goesOn: readsOn) { take($0, at: $1) }
    }

    /// The file of metrics is written anew, and with it the curve.
    private func restart() {
        if isPastRule { return }
        assembler.restart()
        monitor.restart()
        log?.clear()
    }

    /// Takes up what an earlier start in the same directory has reported.
    func resume() {
        guard specification.isResumable else { return }
        if directory.isContinued {
            monitor.notice(RunNotice(.note, CommandSentences.attempt(directory.attempt)))
            for measurement in MeasurementLog.measurements(in: directory.measurementsPath) {
                assembler.restore(measurement)
                monitor.record(measurement)
            }
        }
        log = MeasurementLog(path: directory.measurementsPath)
    }

    func finishReading() {
        if isHeard(.output) { outputLines.finish { read($0, .output) } }
        if isHeard(.errors) { errorLines.finish { read($0, .errors) } }
        file?.finish(restarted: restart, goesOn: readsOn) { take($0, at: $1) }
        assembler.finish(record: record)
        log?.end()
        output.finish()
        errors.finish()
        if outputLines.hasLongLine || errorLines.hasLongLine {
            monitor.notice(RunNotice(.note, CommandSentences.longLine(OutputLines.longest)))
        }
        if assembler.hasPassedOver { monitor.notice(RunNotice(.note, CommandSentences.passedOver)) }
        if let failure = output.failure ?? errors.failure {
            monitor.notice(RunNotice(.warning, CommandSentences.outputNotKept(failure)))
        }
    }

    /// So many lines are told; a program may write millions.
    private static let greatestTraced = 2000

    private func tell(_ line: UnsafeRawBufferPointer, _ stream: ProgramStream, _ reading: LineReading) {
        tracedLines += 1
        guard tracedLines <= Self.greatestTraced else {
            if tracedLines == Self.greatestTraced + 1 { trace?.tell(.moreLines) }
            return
        }
        let text = visiblyPrintable(String(decoding: line.prefix(400), as: UTF8.self))
        let words = [reading.summary].compactMap { $0 } + reader.unreadable.map(CommandSentences.unreadable)
        trace?.tell(
            .line(
                text, isError: stream == .errors, takenFor: words.isEmpty ? nil : words.joined(separator: "; ")))
    }
}

extension LineReading {
    /// `epoch 3: loss 0.25, accuracy 0.9`; nil for nothing.
    fileprivate var summary: String? {
        switch self {
        case .metrics(let values, let steps):
            let beginning = steps.isEmpty ? "" : steps.map(\.words).joined(separator: ", ") + ": "
            let words = values.map { name, value in
                "\(name) \(Node.number(value).isNull ? "\(value)" : Node.number(value).json)"
            }
            // A step that is told as a metric is no whole number.
            let fraction = steps.isEmpty ? values.first { StudyCore.Measurement.Unit(rawValue: $0.name) != nil } : nil
            return beginning + words.joined(separator: ", ")
                + (fraction.map { "; " + CommandSentences.fractionalStep($0.name) } ?? "")
        case .step(let steps): return steps.map(\.words).joined(separator: ", ")
        case .nothing: return nil
        }
    }
}
