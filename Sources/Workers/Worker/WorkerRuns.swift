import StudyCore

/// Carries out runs and reports on them.
struct WorkerRuns: Sendable {
    let kinds: [any TrialKind]
    let channel: WorkerChannel

    func carryOut(_ request: RunRequest, cancellation: Cancellation) {
        let monitor = ReportingMonitor(request: request, cancellation: cancellation, channel: channel)
        do {
            guard let kind = kinds.first(where: { $0.name == request.kind }) else {
                throw RunFailure(.internal, WorkerSentences.unknownKind(request.kind))
            }
            let result = try kind.run(request, monitor: monitor)
            // The scheduler drops what a cancelled run returns; sending it would only cost.
            if cancellation.isCancelled { return }
            channel.write(WorkerWire.line(.finished(request.key, attempt: request.attempt, result)))
        } catch is RunCancelled {
            return
        } catch {
            if cancellation.isCancelled { return }
            channel.write(WorkerWire.line(.failed(request.key, attempt: request.attempt, Self.failure(of: error))))
        }
    }

    private static func failure(of error: any Error) -> RunFailure {
        switch error {
        case let failure as RunFailure: failure
        case let missing as MissingInput: RunFailure(.data, missing.sentence)
        default: RunFailure(.internal, WorkerSentences.internalError(error))
        }
    }
}

/// Sends a run's measurements as they come.
private struct ReportingMonitor: RunMonitor {
    let request: RunRequest
    let cancellation: Cancellation
    let channel: WorkerChannel

    var isCancelled: Bool { cancellation.isCancelled }

    func record(_ measurement: Measurement) {
        if cancellation.isCancelled { return }
        channel.write(WorkerWire.line(.measurement(request.key, attempt: request.attempt, measurement)))
    }
}
