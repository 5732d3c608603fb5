import Datasets
import Networks
import StudyCore

extension ExpressionTrial {
    public func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult {
        let diagnostics = Diagnostics()
        guard
            let specification = ExpressionSpecification(
                request.description, configuration: request.configuration, diagnostics: diagnostics)
        else { throw RunFailure(.data, diagnostics.sentence) }
        do {
            let trainer = try ExpressionTrainer(
                specification, seed: request.seed, locations: DataLocations(request.environment))
            var run = ExpressionRun(trainer, objective: request.objective)
            return try run.carryOut(monitor)
        } catch let error as DatasetError {
            throw RunFailure(.data, error.description)
        }
    }
}

/// One run: steps, records and the figures at the end.
struct ExpressionRun {
    private let trainer: ExpressionTrainer
    private let objective: Objective
    private let schedule: RecordSchedule
    /// How a loss is recorded.
    private let kind: LossKind
    private var smallest: Double?
    /// The losses of the batches since the last record: their sum and number.
    private var sum = 0.0
    private var count = 0
    /// The last losses of batches, the oldest overwritten.
    private var recent: [Double] = []
    private let began = ContinuousClock.now
    private var lastRecord = ContinuousClock.now

    private enum LossKind {
        /// Every step takes all rows: its loss is the whole loss.
        case whole
        /// Batches from rows: the whole loss is computed for the points of the curve.
        case sampled
        /// Batches drawn anew: the mean of the batches' losses since the last record.
        case running
    }

    /// So many batch losses make the final loss of generated batches.
    static let recentCount = 100

    init(_ trainer: ExpressionTrainer, objective: Objective) {
        self.trainer = trainer
        self.objective = objective
        let specification = trainer.specification
        schedule = RecordSchedule(iterations: specification.iterations, every: specification.recordEvery)
        kind =
            switch (specification.batchSize, specification.data) {
            case (.full, _): .whole
            case (_, .gaussianClasses): .running
            default: .sampled
            }
        recent.reserveCapacity(Self.recentCount)
    }

    mutating func carryOut(_ monitor: any RunMonitor) throws -> RunResult {
        // Cheap steps ask less often whether to stop.
        let pause = max(1, min(1024, 16384 / max(1, trainer.rowCount)))
        guard trainer.isFinite else { return diverged(at: 0, monitor) }
        for iteration in 1...trainer.specification.iterations {
            if iteration % pause == 0, monitor.isCancelled { throw RunCancelled() }
            trainer.step()
            guard trainer.isFinite else { return diverged(at: iteration, monitor) }
            if kind == .running { add(trainer.loss) }
            guard schedule.isRecorded(iteration) else { continue }
            let isKept = schedule.isKept(iteration)
            if kind == .sampled, !isKept { continue }
            let loss = recordedLoss()
            guard loss.isFinite else { return diverged(at: iteration, monitor) }
            smallest = min(smallest ?? loss, loss)
            if isKept { record(loss, at: iteration, monitor) }
        }
        if monitor.isCancelled { throw RunCancelled() }
        let loss = kind == .running ? recent.reduce(0, +) / Double(recent.count) : trainer.wholeLoss()
        let metrics = metrics(finalLoss: loss)
        return RunResult(diverged: metrics[objective.metric]?.isFinite != true, metrics: metrics)
    }

    private mutating func add(_ loss: Double) {
        sum += loss
        count += 1
        if recent.count < Self.recentCount {
            recent.append(loss)
        } else {
            recent[(trainer.iteration - 1) % Self.recentCount] = loss
        }
    }

    private mutating func recordedLoss() -> Double {
        guard kind == .running else { return trainer.wholeLoss() }
        defer { (sum, count) = (0, 0) }
        return sum / Double(count)
    }

    private mutating func record(_ loss: Double, at iteration: Int, _ monitor: any RunMonitor) {
        var values = [(name: "loss", value: loss)]
        if let distance = trainer.distance { values.append((name: "distance", value: distance)) }
        for (index, name) in trainer.specification.program.learnt.enumerated() {
            values.append((name: name, value: trainer.parameter(index)))
        }
        let now = ContinuousClock.now
        monitor.record(
            Measurement(unit: .iteration, step: iteration, seconds: (now - lastRecord).inSeconds, values: values))
        lastRecord = now
    }

    /// Ends a run whose loss or parameters are no longer finite; what led there is the curve's last point.
    private mutating func diverged(at iteration: Int, _ monitor: any RunMonitor) -> RunResult {
        let loss = kind == .running ? trainer.loss : trainer.wholeLoss()
        if iteration > 0 { record(loss, at: iteration, monitor) }
        var metrics = metrics(finalLoss: loss)
        metrics["diverged.iteration"] = Double(iteration)
        return RunResult(diverged: true, metrics: metrics)
    }

    private func metrics(finalLoss: Double) -> [String: Double] {
        var metrics = ["loss.final": finalLoss, "loss.minimum": smallest ?? finalLoss]
        if let distance = trainer.distance { metrics["distance.final"] = distance }
        for (index, name) in trainer.specification.program.learnt.enumerated() {
            metrics[ExpressionTrial.finalName(name)] = trainer.parameter(index)
        }
        metrics["seconds"] = (ContinuousClock.now - began).inSeconds
        return metrics
    }
}

extension Duration {
    fileprivate var inSeconds: Double {
        Double(components.seconds) + Double(components.attoseconds) * 1e-18
    }
}
