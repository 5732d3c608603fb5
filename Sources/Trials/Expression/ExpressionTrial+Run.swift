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
    /// How many points of the curve there are, of those in `schedule.kept`.
    private var keptCount = 0
    /// How a loss is recorded.
    private let kind: LossKind
    private var smallest: Double?
    /// The losses of the batches since the last record: their sum and number.
    private var sum = 0.0
    private var count = 0
    /// The last mean of such losses.
    private var lastMean = Double.nan
    /// The last losses of batches, the oldest overwritten.
    private var recent: [Double] = []
    private let began = ContinuousClock.now
    private var lastPoint: (iteration: Int, at: ContinuousClock.Instant)

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
        lastPoint = (0, began)
    }

    mutating func carryOut(_ monitor: any RunMonitor) throws -> RunResult {
        // Cheap steps ask less often whether to stop.
        let pause = max(1, min(1024, 16384 / max(1, trainer.rowCount)))
        guard trainer.isFinite else { return diverged(at: 0, monitor) }
        recordStart(monitor)
        for iteration in 1...trainer.specification.iterations {
            if iteration % pause == 0, monitor.isCancelled { throw RunCancelled() }
            guard trainer.step() else { return divergedBeforeStep(monitor) }
            guard trainer.isFinite else { return diverged(at: iteration, monitor) }
            if kind == .running { add(trainer.loss) }
            guard schedule.isRecorded(iteration) else { continue }
            let isKept = schedule.kept[keptCount] == iteration
            if kind == .sampled, !isKept { continue }
            let loss = recordedLoss()
            guard loss.isFinite else { return diverged(at: iteration, monitor) }
            smallest = min(smallest ?? loss, loss)
            guard isKept else { continue }
            record(loss, at: iteration, monitor)
            keptCount += 1
            if monitor.isStopped { break }
        }
        if monitor.isCancelled { throw RunCancelled() }
        let loss = kind == .running ? recent.reduce(0, +) / Double(recent.count) : trainer.wholeLoss()
        var metrics = metrics(finalLoss: loss)
        if monitor.isStopped {
            metrics[Measurement.Unit.iteration.pruningMetric] = Double(trainer.iteration)
            return RunResult(diverged: false, pruned: true, metrics: metrics)
        }
        let isFinite = metrics[objective.metric]?.isFinite == true
        if !isFinite { metrics[Measurement.Unit.iteration.divergenceMetric] = Double(trainer.iteration) }
        return RunResult(diverged: !isFinite, metrics: metrics)
    }

    /// Where the run begins. Of generated batches no loss has been measured by then.
    private mutating func recordStart(_ monitor: any RunMonitor) {
        if kind != .running { smallest = trainer.loss }
        record(kind == .running ? nil : trainer.loss, at: 0, monitor)
        keptCount = 1
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
        if count > 0 { lastMean = sum / Double(count) }
        (sum, count) = (0, 0)
        return lastMean
    }

    private mutating func record(_ loss: Double?, at iteration: Int, _ monitor: any RunMonitor) {
        var values: [(name: String, value: Double)] = []
        if let loss { values.append((name: "loss", value: loss)) }
        if let distance = trainer.distance { values.append((name: "distance", value: distance)) }
        for (index, name) in trainer.specification.program.learnt.enumerated() {
            values.append((name: name, value: trainer.parameter(index)))
        }
        let now = ContinuousClock.now
        monitor.record(
            Measurement(unit: .iteration, step: iteration, seconds: (now - lastPoint.at).inSeconds, values: values))
        lastPoint = (iteration, now)
    }

    /// Ends a run whose loss or parameters are no longer finite after a step. The curve's last points are where they last
    /// were, and where they are not.
    private mutating func diverged(at iteration: Int, _ monitor: any RunMonitor) -> RunResult {
        trainer.exchangeWithPrevious()
        recordLastFinite(at: iteration - 1, monitor)
        trainer.exchangeWithPrevious()
        return end(at: iteration, loss: kind == .running ? trainer.loss : trainer.wholeLoss(), monitor)
    }

    /// Ends a run whose next batch has a loss that is not finite.
    private mutating func divergedBeforeStep(_ monitor: any RunMonitor) -> RunResult {
        let made = trainer.iteration
        // What the last step led to is not finite over all rows either, unless it is this batch alone.
        if kind == .sampled, made > lastPoint.iteration, !trainer.wholeLoss().isFinite {
            return diverged(at: made, monitor)
        }
        recordLastFinite(at: made, monitor)
        return end(at: made + 1, loss: trainer.loss, monitor)
    }

    private mutating func recordLastFinite(at iteration: Int, _ monitor: any RunMonitor) {
        guard iteration > lastPoint.iteration else { return }
        let loss = recordedLoss()
        guard loss.isFinite else { return }
        smallest = min(smallest ?? loss, loss)
        record(loss, at: iteration, monitor)
    }

    /// Records where a run diverged.
    private mutating func end(at iteration: Int, loss: Double, _ monitor: any RunMonitor) -> RunResult {
        record(loss, at: iteration, monitor)
        var metrics = metrics(finalLoss: loss)
        metrics[Measurement.Unit.iteration.divergenceMetric] = Double(iteration)
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
