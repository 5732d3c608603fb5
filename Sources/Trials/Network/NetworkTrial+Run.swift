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
            return try train(specification.network, on: data, request: request, monitor: monitor)
        } catch let error as DatasetError {
            throw RunFailure(.data, error.description)
        } catch let error as NetworkError {
            throw RunFailure(.data, error.description)
        }
    }

    private func train(
        _ network: NetworkDescription, on data: SplitData, request: RunRequest, monitor: any RunMonitor
    ) throws -> RunResult {
        BLAS.prepare()
        let trainer = try NetworkTrainer(
            network, data: TrainingData(training: data.train, validation: data.validation, test: data.test),
            seed: request.seed)
        var last: EpochMeasurement?
        var seconds = 0.0
        for _ in 0..<network.epochs {
            guard let epoch = try trainer.trainEpoch(shouldStop: { monitor.isCancelled }) else {
                throw RunCancelled()
            }
            seconds += epoch.seconds
            last = epoch
            monitor.record(
                Measurement(unit: .epoch, step: epoch.epoch, seconds: epoch.seconds, values: epoch.metrics))
            if epoch.isDiverged { break }
        }
        var metrics = Dictionary((last?.metrics ?? []).map { ($0.name, $0.value) }) { first, _ in first }
        metrics["seconds"] = seconds
        metrics["parameters"] = Double(trainer.parameterCount)
        guard last?.isDiverged != true else { return RunResult(diverged: true, metrics: metrics) }
        var predictions: [Prediction] = []
        for (split, table, part, known) in [
            (Prediction.Split.validation, data.validation, DataPart.validation, last?.validation),
            (.test, data.test, .test, last?.test),
        ] where table.rows > 0 {
            if monitor.isCancelled { throw RunCancelled() }
            let evaluation = try known ?? trainer.evaluate(table, part: part)
            metrics["\(split.rawValue).loss"] = evaluation.loss
            metrics["\(split.rawValue).accuracy"] = evaluation.accuracy
            predictions.append(Prediction(split: split, count: table.rows, bits: evaluation.correct))
        }
        // A net whose last steps blew up shows it in a loss that is measured after them.
        let losses = metrics.filter { $0.key.hasSuffix("loss") }.values
        let isFinite = losses.allSatisfy(\.isFinite) && metrics[request.objective.metric]?.isFinite == true
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
        var values = [(name: "train.loss", value: trainingLoss), (name: "train.accuracy", value: trainingAccuracy)]
        for (name, evaluation) in [("train.full", fullTraining), ("validation", validation), ("test", test)] {
            guard let evaluation else { continue }
            let join = name == "train.full" ? "_" : "."
            values.append((name: "\(name)\(join)loss", value: evaluation.loss))
            values.append((name: "\(name)\(join)accuracy", value: evaluation.accuracy))
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
