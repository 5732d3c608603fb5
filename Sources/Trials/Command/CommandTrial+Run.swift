import Foundation
import Processes
import StudyCore

extension CommandTrial {
    /// Carries out one run.
    /// - Parameter trace: where it tells what each line of output was taken for; nil for nowhere.
    public func run(_ request: RunRequest, monitor: any RunMonitor, trace: CommandTrace?) throws -> RunResult {
        let diagnostics = Diagnostics()
        guard let specification = CommandSpecification(request.description, diagnostics: diagnostics) else {
            throw RunFailure(.data, diagnostics.sentence)
        }
        let directory = try RunDirectory(request, isResumable: specification.isResumable)
        defer { directory.end() }
        let launch = try launch(request, specification, directory)
        var kernelKills = KernelKills()
        let run = CommandRun(
            request, specification, directory, monitor: monitor, trace: trace, shouldStop: { monitor.isStopped })
        let end = try run.carryOut(launch)
        for words in run.sourceWords { trace?.tell(.source(words)) }
        trace?.tell(.ended(end.words, seconds: end.seconds))
        return try run.result(of: end, wasKilledByKernel: { kernelKills.claim() })
    }

    /// What is started for a run.
    /// - Throws: `MissingInput` where the program is not there any more.
    func launch(
        _ request: RunRequest, _ specification: CommandSpecification, _ directory: RunDirectory
    ) throws(MissingInput) -> ProcessLaunch {
        ProcessLaunch(
            path: try specification.programFile(in: request.environment), arguments: specification.arguments,
            environment: CommandEnvironment.variables(of: request, specification, directory: directory),
            directory: specification.directory(in: request.environment), standing: .group,
            hasInput: specification.control == .stdin)
    }
}

extension CommandRun.End {
    /// `ended with exit status 0`, `was killed by SIGSEGV (segmentation fault)`.
    var words: String {
        let words = ExitReason.words(waitStatus: status)
        return ExitReason.signal(ofWaitStatus: status) == nil ? "ended with \(words)" : "was \(words)"
    }
}

extension CommandRun {
    /// What came of a run whose program has ended.
    /// - Throws: `RunFailure` where it has failed, `RunCancelled` where it was to end.
    func result(of end: End, wasKilledByKernel: () -> Bool) throws -> RunResult {
        switch end.cause {
        case .cancelled: throw RunCancelled(heldUpBy: holdUp.map(slowPattern))
        case .memory(let taken, let limit):
            throw failure(
                .outOfMemory,
                CommandSentences.tookTooMuch(
                    taken, limit: limit, key: request.environment.memoryLimit?.key ?? MemoryLimit.limitsKey))
        case .slowPattern, .stopped, nil: break
        }
        if let slowMatch { throw slowPattern(slowMatch) }
        if end.cause == .stopped { return RunResult(diverged: isDiverged, pruned: true, metrics: metrics(of: end)) }
        try checkStatus(end.status, wasKilledByKernel)
        var metrics = metrics(of: end)
        guard let objective = metrics[request.objective.metric] else {
            throw failure(
                .missingMetric,
                CommandSentences.missingMetric(
                    request.objective.metric, seen: assembler.metrics.keys.sorted().prefix(20).map { $0 },
                    found: whatThereWas))
        }
        guard !objective.isFinite else { return RunResult(diverged: false, metrics: metrics) }
        monitor.notice(RunNotice(.note, CommandSentences.notFinite(request.objective.metric, objective)))
        if let step = assembler.divergedAt { metrics[step.unit.divergenceMetric] = Double(step.number) }
        return RunResult(diverged: true, metrics: metrics)
    }

    private func slowPattern(_ match: SlowMatch) -> RunFailure {
        failure(.slowPattern, CommandSentences.slowPattern(match, at: request.positions[match.metric]))
    }

    /// What there was where the metrics are looked for.
    private var whatThereWas: String {
        if let file { return file.summary }
        let isPattern = if case .patterns = specification.metrics { true } else { false }
        return CommandSentences.wrote(output.lastLines(3), errors: isPattern ? errors.lastLines(3) : nil)
    }

    /// What was made of a source that is read at the end, for somebody who watches.
    var sourceWords: [String] {
        switch specification.metrics {
        case .file: return [file?.summary, file?.remark].compactMap { $0 }
        case .lastLine:
            return [CommandSentences.lastLine(output.lastLines(1).first, metric: request.objective.metric)]
        case .jsonLines, .patterns, .none: return []
        }
    }

    /// Whether the objective, where it has been reported, is not finite.
    private var isDiverged: Bool { assembler.metrics[request.objective.metric].map { !$0.isFinite } ?? false }

    /// The last values, and the program's time.
    private func metrics(of end: End) -> [String: Double] {
        var metrics = assembler.metrics
        if case .lastLine = specification.metrics, let line = output.lastLines(1).first {
            metrics[request.objective.metric] = Number.value(of: line)
        }
        if metrics["seconds"] == nil { metrics["seconds"] = end.seconds }
        return metrics
    }

    private func checkStatus(_ status: Int32, _ wasKilledByKernel: () -> Bool) throws {
        guard status != 0 else { return }
        let lastLine = lastLine
        guard let signal = ExitReason.signal(ofWaitStatus: status) else {
            let isShell = if case .shell = specification.program { true } else { false }
            throw failure(
                .exitStatus,
                CommandSentences.exitStatus((status >> 8) & 0xFF, isShell: isShell, lastLine: lastLine))
        }
        if signal == SIGKILL, wasKilledByKernel() { throw failure(.outOfMemory, CommandSentences.killedByKernel) }
        throw failure(
            .signal, CommandSentences.signal(ExitReason.words(waitStatus: status), lastLine: lastLine))
    }

    /// The last line of standard error where there is one, else of standard output.
    private var lastLine: String? { errors.lastLines(1).first ?? output.lastLines(1).first }

    private func failure(_ failureClass: RunFailure.Class, _ message: String) -> RunFailure {
        let tail = errors.tail(RunFailure.greatestTail)
        return RunFailure(
            failureClass, message, standardErrorTail: tail.isEmpty ? nil : String(decoding: tail, as: UTF8.self))
    }
}
