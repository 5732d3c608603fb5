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
    /// The same while what has come is read; the program's end is noticed so late at most.
    private static let readingInterval = 0.002

    let request: RunRequest
    let specification: CommandSpecification
    let directory: RunDirectory
    let monitor: any RunMonitor
    let trace: CommandTrace?
    var assembler: MeasurementAssembler
    var output: KeptOutput
    var errors: KeptOutput
    let shouldStop: () -> Bool
    var reader: MetricReader
    var outputLines: OutputLines
    var errorLines: OutputLines
    var file: MetricFile?
    var log: MeasurementLog?
    var tracedLines = 0
    /// A pattern's search that took too long; no line is read after it.
    var slowMatch: SlowMatch?
    /// Looks after the program while a pattern is looked for.
    private(set) lazy var watch = MatchWatch(time: searchTime, goesOn: { [unowned self] in readsOn() })
    private var searchTime = SearchTime()
    /// Whether it has been told that searches go on when the program has ended.
    private var hasToldOfSearches = false
    private var memory: ChildMemory?
    /// The program, until it has been waited for.
    private var child: (process: SpawnedProcess, ending: ChildEnding)?
    /// When it was seen that the program has ended.
    private var endedAt: Double?
    private var nextLook = 0.0
    /// Whether the run has been cancelled: what its program says does not matter any more.
    private(set) var isCancelled = false

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
        reader = MetricReader(specification.metrics)
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
        searchTime = SearchTime()
        let process: SpawnedProcess
        do {
            process = try SpawnedProcess.start(launch)
        } catch {
            throw RunFailure(.data, CommandSentences.unstartable(launch.path, error.reason))
        }
        ParentWatch.guardGroup(process.pid)
        if let limit = request.environment.memory { memory = ChildMemory(leader: process.pid, limit: limit) }
        child = (process, ChildEnding(group: process.pid))
        let streams = attend(process)
        var status: Int32 = 0
        while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
        let seconds = (endedAt ?? Self.now) - began
        let ending = child?.ending
        // From here on its number may be another's.
        child = nil
        let left = ending?.endLeftovers() ?? 0
        ParentWatch.guardGroup(nil)
        if left > 0, ending?.cause == nil { monitor.notice(RunNotice(.note, CommandSentences.leftBehind(left))) }
        for (descriptor, stream) in streams {
            drain(descriptor, stream)
            close(descriptor)
        }
        if let input = process.input { close(input) }
        finishReading()
        return End(status: status, cause: ending?.cause ?? (isCancelled ? .cancelled : nil), seconds: seconds)
    }

    /// Listens until the program has ended, and sees to it that it does when it is to.
    /// - Returns: the streams that are still open.
    private func attend(_ process: SpawnedProcess) -> [(descriptor: Int32, stream: ProgramStream)] {
        var streams = [(descriptor: process.output, stream: ProgramStream.output), (process.errors, .errors)]
        let watch = descriptor(ofProcess: process.pid)
        defer { if let watch { close(watch) } }
        var nextFileLook = Self.now + Self.fileInterval
        while true {
            let now = Self.now
            look(now: now)
            if endedAt != nil { return streams }
            if file != nil, now >= nextFileLook {
                followFile()
                nextFileLook = Self.now + Self.fileInterval
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
    }

    /// Looks after the program: whether it has ended, or is to end.
    private func look(now: Double) {
        nextLook = now + Self.readingInterval
        isCancelled = isCancelled || monitor.isCancelled
        guard endedAt == nil, let process = child?.process else { return }
        guard !hasEnded(process.pid) else {
            endedAt = now
            searchTime.programEnded()
            return
        }
        if isCancelled {
            child?.ending.begin(.cancelled, now: now, input: process.input)
        } else if slowMatch != nil {
            child?.ending.begin(.slowPattern, now: now, input: process.input)
        } else if shouldStop() {
            child?.ending.begin(.stopped, now: now, input: process.input)
        } else if let excess = memory?.excess(now: now) {
            child?.ending.begin(.memory(taken: excess.taken, limit: excess.limit), now: now, input: nil)
        }
        child?.ending.pass(now: now)
    }

    /// Looks after the program while what has come is read, which may take longer than the program itself.
    /// - Returns: whether to read on.
    func readsOn() -> Bool {
        let now = Self.now
        if now >= nextLook { look(now: now) }
        if isCancelled { return false }
        if searchTime.isLongSinceEnd, !hasToldOfSearches {
            hasToldOfSearches = true
            monitor.notice(
                RunNotice(.note, CommandSentences.searchesOn(searchTime.slowMatch(.sinceEnd(0)).metric)))
        }
        return slowMatch == nil
    }

    /// What holds up the end of a run whose program has ended: nil where that is no search.
    var holdUp: SlowMatch? {
        searchTime.holdsUp ? searchTime.slowMatch(.timeWasUp(searchTime.total)) : nil
    }

    /// Whether the program has ended; it is not waited for yet, so that its number stays its own.
    private func hasEnded(_ pid: pid_t) -> Bool {
        var info = siginfo_t()
        return waitid(P_PID, id_t(pid), &info, WEXITED | WNOWAIT | WNOHANG) == 0 && info.si_signo == SIGCHLD
    }
}
