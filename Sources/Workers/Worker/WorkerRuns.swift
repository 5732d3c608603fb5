import StudyCore

/// Carries out runs and reports on them: each ends with one `finished`, `failed` or `cancelled`.
struct WorkerRuns: Sendable {
    let kinds: [any TrialKind]
    let channel: WorkerChannel

    func carryOut(_ request: RunRequest, control: RunControl) {
        let report = report(on: request, control)
        channel.write(WorkerWire.line(report))
    }

    private func report(on request: RunRequest, _ control: RunControl) -> WorkerReport {
        let monitor = ReportingMonitor(request: request, control: control, channel: channel)
        do {
            guard let kind = kinds.first(where: { $0.name == request.kind }) else {
                throw RunFailure(.internal, WorkerSentences.unknownKind(request.kind))
            }
            let result = try kind.run(request, monitor: monitor)
            // The scheduler would drop what a cancelled run returns.
            if !control.isCancelled { return .finished(request.key, attempt: request.attempt, result) }
        } catch let cancelled as RunCancelled where control.isCancelled {
            if let failure = cancelled.holdUp { return .failed(request.key, attempt: request.attempt, failure) }
        } catch {
            if !control.isCancelled {
                return .failed(request.key, attempt: request.attempt, Self.failure(of: error))
            }
        }
        return .cancelled(request.key, attempt: request.attempt)
    }

    private static func failure(of error: any Error) -> RunFailure {
        switch error {
        case let failure as RunFailure: failure
        case let missing as MissingInput: RunFailure(.data, missing.sentence)
        default: RunFailure(.internal, WorkerSentences.internalError(error))
        }
    }
}

/// Sends a run's measurements as they come, or a few together where they come in quick succession.
private struct ReportingMonitor: RunMonitor {
    let request: RunRequest
    let control: RunControl
    let channel: WorkerChannel

    var isCancelled: Bool { control.isCancelled }
    var isStopped: Bool { control.isStopped }

    func record(_ measurement: Measurement) {
        if control.isCancelled || control.isStopped { return }
        let line = WorkerWire.line(.measurement(request.key, attempt: request.attempt, measurement))
        guard request.awaitsAdvice else { return channel.writeSoon(line) }
        channel.write(line)
        control.awaitAnswer()
    }

    func restart() {
        if control.isCancelled || control.isStopped { return }
        channel.write(WorkerWire.line(.restarted(request.key, attempt: request.attempt)))
    }

    func notice(_ notice: RunNotice) {
        channel.write(WorkerWire.line(.notice(request.key, attempt: request.attempt, notice)))
    }
}
