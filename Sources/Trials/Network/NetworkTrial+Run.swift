import Datasets
import Kernels
import Networks
import StudyCore

extension NetworkTrial {
    /// The kernels that OpenBLAS chose for this processor.
    public static var blasCore: String { BLAS.coreName }

    public func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult {
        let diagnostics = Diagnostics()
        guard
            let specification = NetworkSpecification(
                request.description, catalog: loader.catalog, diagnostics: diagnostics)
        else {
            throw RunFailure(.data, diagnostics.sentence)
        }
        do {
            let data = try loader.load(specification.data, from: DataLocations(request.environment))
            return try train(specification, on: data, request: request, monitor: monitor)
        } catch let error as DatasetError {
            throw RunFailure(.data, error.description)
        } catch let error as NetworkError {
            throw RunFailure(
                error.isLackOfMemory ? .outOfMemory : .data,
                error.description(memoryKey: request.environment.memoryLimit?.key ?? MemoryLimit.limitsKey))
        }
    }

    private func train(
        _ specification: NetworkSpecification, on data: SplitData, request: RunRequest, monitor: any RunMonitor
    ) throws -> RunResult {
        BLAS.prepare()
        let network = specification.network
        let trainer = try NetworkTrainer(
            network, data: TrainingData(training: data.train, validation: data.validation, test: data.test),
            seed: request.seed, memory: request.environment.memory)
        let usual: SelectionMetric =
            SelectionMetric(rawValue: request.objective.metric)
            ?? (data.classCount == 0 ? .loss : .accuracy)
        let run = TrainingRun(trainer, usual: usual)
        var checkpoints = RunCheckpoints(
            request, interval: specification.checkpointInterval,
            circumstances: circumstances(of: request, data: data), monitor: monitor)
        func record(_ epoch: EpochMeasurement) {
            monitor.record(
                Measurement(unit: .epoch, step: epoch.epoch, seconds: epoch.seconds, values: epoch.metrics))
        }
        // What was measured before an interruption is dropped with it.
        for epoch in checkpoints?.restore(run) ?? [] { record(epoch) }
        while !run.isOver, !monitor.isStopped {
            guard let epoch = try run.trainEpoch(shouldStop: { monitor.isCancelled }) else {
                checkpoints?.stopped(run)
                throw RunCancelled()
            }
            record(epoch)
            if !run.isOver, !monitor.isStopped { checkpoints?.epochEnded(run) }
        }
        let last = try run.finish()
        var metrics = Dictionary((last?.metrics ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        metrics["seconds"] = run.seconds
        metrics["parameters"] = Double(trainer.parameterCount)
        metrics["flops.forward"] = Double(trainer.plan.forwardOperations)
        metrics["flops.training"] = Double(trainer.plan.trainingOperations)
        metrics["memory"] = Double(trainer.plan.memoryBytes)
        if network.selection.needsValidation != nil { metrics["epoch"] = last.map { Double($0.epoch) } }
        let divergence = (name: Measurement.Unit.epoch.divergenceMetric, epoch: Double(trainer.completedEpochs))
        guard last?.isDiverged != true else {
            metrics[divergence.name] = divergence.epoch
            return RunResult(diverged: true, metrics: metrics)
        }
        guard !monitor.isStopped else {
            metrics[Measurement.Unit.epoch.pruningMetric] = Double(trainer.completedEpochs)
            return RunResult(diverged: false, pruned: true, metrics: metrics)
        }
        var predictions: [Prediction] = []
        for (split, table, part, known) in [
            (Prediction.Split.validation, data.validation, DataPart.validation, last?.validation),
            (.test, data.test, .test, last?.test),
        ] where table.rows > 0 {
            if monitor.isCancelled { throw RunCancelled() }
            let evaluation = try known ?? trainer.evaluate(table, part: part)
            metrics["\(split.rawValue).loss"] = evaluation.loss
            metrics["\(split.rawValue).accuracy"] = evaluation.accuracy
            metrics["\(split.rawValue).r2"] = evaluation.r2
            guard evaluation.accuracy != nil else { continue }
            predictions.append(Prediction(split: split, count: table.rows, bits: evaluation.correct))
        }
        // A net whose last steps blew up shows it in a loss that is measured after them.
        let losses = metrics.filter { $0.key.hasSuffix("loss") }.values
        let isFinite = losses.allSatisfy(\.isFinite) && metrics[request.objective.metric]?.isFinite == true
        if isFinite {
            keepWeights(of: trainer, data: data, epoch: last?.epoch ?? 0, request: request)
        } else {
            metrics[divergence.name] = divergence.epoch
        }
        return RunResult(diverged: !isFinite, metrics: metrics, predictions: predictions)
    }

    public func provenance(
        _ description: Node, environment: TrialEnvironment
    ) -> [(name: String, value: String)] {
        var facts = [(name: "openblas", value: BLAS.version), (name: "blas_core", value: BLAS.coreName)]
        let specification = NetworkSpecification(description, catalog: loader.catalog, diagnostics: Diagnostics())
        if let specification, let data = try? loader.load(specification.data, from: DataLocations(environment)) {
            facts.append((name: "data", value: data.description))
            facts.append((name: "data.sha256", value: data.checksum))
        }
        return facts
    }
}

extension EpochMeasurement {
    /// By metric name, in the order in which curves show them.
    fileprivate var metrics: [(name: String, value: Double)] {
        var values = [(name: "train.loss", value: trainingLoss)]
        if let trainingAccuracy { values.append((name: "train.accuracy", value: trainingAccuracy)) }
        for (name, evaluation) in [("train.full", fullTraining), ("validation", validation), ("test", test)] {
            guard let evaluation else { continue }
            let join = name == "train.full" ? "_" : "."
            values.append((name: "\(name)\(join)loss", value: evaluation.loss))
            if let accuracy = evaluation.accuracy { values.append((name: "\(name)\(join)accuracy", value: accuracy)) }
            if let r2 = evaluation.r2 { values.append((name: "\(name)\(join)r2", value: r2)) }
        }
        for (index, norm) in gradientNorms.enumerated() {
            values.append((name: "gradient_norm.\(index + 1)", value: norm))
        }
        if let first = gradientNorms.first, let final = gradientNorms.last {
            values.append((name: "gradient_norm.ratio", value: first / final))
        }
        return values
    }
}

extension Diagnostics {
    /// Everything found as one sentence, without places: for a description that no longer comes from a file.
    var sentence: String {
        inOrder.map { diagnostic in
            let about = diagnostic.subject.map { "'\($0)': " } ?? ""
            return about + diagnostic.message + (diagnostic.suggestion.map { "; \($0)" } ?? "")
        }.joined(separator: ". ")
    }
}
