import Foundation
import Processes
import StudyCore

/// One run of a program: started, listened to, ended.
final class CommandRun {
    /// Seconds between two looks at whether the run should end, and at a growing file of metrics.
    private static let interval = 0.05
    private static let fileInterval = 0.25
    /// The same where the system does not tell of a process's end.
    private static let exitInterval = 0.01
    /// After a process has ended, its pipes hold no more than this.
    private static let greatestRest = 4 << 20

    let request: RunRequest
    let specification: CommandSpecification
    let directory: RunDirectory
    let monitor: any RunMonitor
    let trace: CommandTrace?
    var assembler: MeasurementAssembler
    var output: KeptOutput
    var errors: KeptOutput
    private(set) var hasStopped = false
    private let shouldStop: () -> Bool
    private var reader: MetricReader
    private var outputLines: OutputLines
    private var errorLines: OutputLines
    private(set) var file: MetricFile?
    private var log: MeasurementLog?
    private var memory: ChildMemory?
    private var tracedLines = 0

    /// - Parameter shouldStop: whether the run has been told to stop early.
    init(
        _ request: RunRequest, _ specification: CommandSpecification, _ directory: RunDirectory,
        monitor: any RunMonitor, trace: CommandTrace? = nil, shouldStop: @escaping () -> Bool = { false }
    ) {
        self.request = request
        self.specification = specification
        self.directory = directory
        self.monitor = monitor
        self.trace = trace
        self.shouldStop = shouldStop
        assembler = MeasurementAssembler(objective: request.objective.metric, now: Self.now)
        output = KeptOutput(path: "\(directory.path)/stdout.log")
        errors = KeptOutput(path: "\(directory.path)/stderr.log")
        reader = MetricReader(specification.metrics, explains: trace != nil)
        // Somebody who watches sees every line.
        let needed = trace == nil ? reader.needed : []
        outputLines = OutputLines(needed: needed)
        errorLines = OutputLines(needed: needed)
        if case .file(let path, let format) = specification.metrics {
            file = MetricFile(
                path: absolutePath(path, in: directory.path), format, continues: directory.isContinued)
        }
    }

    static var now: Double { Double(monotonicNanoseconds()) * 1e-9 }

    /// How a program ended.
    struct End {
        /// As `wait` gives it.
        let status: Int32
        let cause: ChildEnding.Cause?
        let seconds: Double
    }

    /// Runs the program to its end.
    /// - Throws: `RunFailure` where it cannot be started.
    func carryOut(_ launch: ProcessLaunch) throws -> End {
        resume()
        trace?.tell(
            .started(
                program: launch.path, arguments: launch.arguments, directory: launch.directory ?? "",
                runDirectory: directory.path))
        let began = Self.now
        let process: SpawnedProcess
        do {
            process = try SpawnedProcess.start(launch)
        } catch {
            throw RunFailure(.data, CommandSentences.unstartable(launch.path, error.reason))
        }
        ParentWatch.guardGroup(process.pid)
        if let limit = request.environment.memory { memory = ChildMemory(leader: process.pid, limit: limit) }
        var ending = ChildEnding(group: process.pid)
        let streams = attend(process, &ending)
        var status: Int32 = 0
        while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
        let seconds = Self.now - began
        let left = ending.endLeftovers()
        ParentWatch.guardGroup(nil)
        if left > 0, ending.cause == nil { monitor.notice(RunNotice(.note, CommandSentences.leftBehind(left))) }
        for (descriptor, stream) in streams {
            drain(descriptor, stream)
            close(descriptor)
        }
        if let input = process.input { close(input) }
        finishReading()
        return End(status: status, cause: ending.cause, seconds: seconds)
    }

    /// Listens until the program has ended, and sees to it that it does when it is to.
    /// - Returns: the streams that are still open.
    private func attend(
        _ process: SpawnedProcess, _ ending: inout ChildEnding
    ) -> [(descriptor: Int32, stream: ProgramStream)] {
        var streams = [(descriptor: process.output, stream: ProgramStream.output), (process.errors, .errors)]
        let watch = descriptor(ofProcess: process.pid)
        defer { if let watch { close(watch) } }
        var nextFileLook = Self.now + Self.fileInterval
        while !hasEnded(process.pid) {
            let now = Self.now
            if monitor.isCancelled {
                ending.begin(.cancelled, now: now, input: process.input)
            } else if shouldStop() {
                hasStopped = true
                ending.begin(.stopped, now: now, input: process.input)
            } else if let excess = memory?.excess(now: now) {
                ending.begin(.memory(taken: excess.taken, limit: excess.limit), now: now, input: nil)
            }
            ending.pass(now: now)
            if file != nil, now >= nextFileLook {
                followFile()
                nextFileLook = now + Self.fileInterval
            }
            var requests = streams.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
            if let watch { requests.append(pollfd(fd: watch, events: Int16(POLLIN), revents: 0)) }
            let pause = watch == nil ? Self.exitInterval : Self.interval
            guard poll(&requests, nfds_t(requests.count), Int32(pause * 1000)) > 0 else { continue }
            for place in streams.indices.reversed() where requests[place].revents != 0 {
                if !read(streams[place].descriptor, streams[place].stream, atMost: 1 << 20) {
                    close(streams[place].descriptor)
                    streams.remove(at: place)
                }
            }
        }
        return streams
    }

    /// Whether the program has ended; it is not waited for yet, so that its number stays its own.
    private func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_signo == SIGCHLD
    }

    /// What the pipes still hold when all that wrote to them are gone.
    private func drain(_ descriptor: Int32, _ stream: ProgramStream) {
        _ = read(descriptor, stream, atMost: Self.greatestRest)
    }

    /// Reads what has come.
    /// - Returns: false at the stream's end.
    private func read(_ descriptor: Int32, _ stream: ProgramStream, atMost bound: Int) -> Bool {
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
        let reading = reader.read(line, from: stream)
        if trace != nil { tell(line, stream, reading) }
        if case .metrics(let values, let step) = reading {
            take(values, at: step)
        }
    }

    /// Where a run is ended by a rule, what its program says afterwards does not count: how much that is depends on the time.
    private func take(_ values: [(name: String, value: Double)], at step: Step?) {
        if request.awaitsAdvice, shouldStop() { return }
        assembler.take(values, at: step, now: Self.now, record: record)
    }

    private func record(_ measurement: StudyCore.Measurement) {
        monitor.record(measurement)
        log?.append(measurement)
    }

    private func followFile() {
        file?.follow(restarted: forget) { take($0, at: $1) }
    }

    /// The file of metrics is written anew.
    private func forget() {
        if request.awaitsAdvice, shouldStop() { return }
        assembler.forgetValues()
    }

    /// Takes up what an earlier start in the same directory has reported.
    private func resume() {
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

    private func finishReading() {
        if isHeard(.output) { outputLines.finish { read($0, .output) } }
        if isHeard(.errors) { errorLines.finish { read($0, .errors) } }
        file?.finish(restarted: forget) { take($0, at: $1) }
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
        case .metrics(let values, let step):
            (step.map { "\($0.unit.rawValue) \($0.number): " } ?? "")
                + values.map {
                    "\($0.name) \(Node.number($0.value).isNull ? "\($0.value)" : Node.number($0.value).json)"
                }
                .joined(separator: ", ")
        case .step(let step): "\(step.unit.rawValue) \(step.number)"
        case .nothing: nil
        }
    }
}
