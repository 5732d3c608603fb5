import Expressions
import Networks
import Optimizers
import StudyCore

/// An `expression` description as it was read: what is minimised, from where, on which rows, and how.
struct ExpressionSpecification: Sendable {
    let program: ExpressionProgram
    /// What the program is made from.
    let source: ProgramSource
    /// How each learnt name starts, in the program's order.
    let starts: [RandomNumber]
    let data: ExpressionData
    let optimizer: OptimizerDescription
    /// How the learning rate changes; its periods are iterations.
    let schedule: LearningRateSchedule
    /// The norm of the gradient by all learnt values together is kept below this.
    let clipNorm: Double?
    let iterations: Int
    let batchSize: BatchSize
    /// How many iterations lie between two records.
    let recordEvery: Int
    /// Where the minimum is, in the order of the learnt names.
    let optimum: [OptimumCoordinate]?

    static let greatestIterations = 1_000_000_000
    /// What a curve holds beside the learnt names.
    static let measurements: Set<String> = ["loss", "distance", "iteration", "seconds"]

    /// Reads a description in which all whole references have been replaced; nil, with diagnostics, when it is not
    /// valid.
    /// - Parameters:
    ///   - configuration: what references inside expressions stand for; nil where that is not known yet.
    ///   - isFileCheck: whether the study file's own check tells of references to what does not exist.
    init?(_ node: Node, configuration: Configuration?, isFileCheck: Bool = false, diagnostics: Diagnostics) {
        let before = diagnostics.all.count
        guard let map = MapReader(node, title: "'expression'", diagnostics: diagnostics) else { return nil }
        let texts = ExpressionTextReader(
            configuration: configuration, isFileCheck: isFileCheck, diagnostics: diagnostics)
        let definitions = map.take("let")
        let loss = map.require("minimize")
        let parameters = map.require("parameters")
        let starts = parameters.flatMap { StartReader(texts: texts).read($0) }
        let dataNode = map.take("data")
        let data =
            dataNode.map(ExpressionDataReader(configuration: configuration, diagnostics: diagnostics).read)
            ?? ExpressionData.none
        let optimizer = map.require("optimizer").flatMap { OptimizerReader.read($0, diagnostics) }
        let schedule =
            map.take("schedule").map { ScheduleReader.read($0, .iterations, diagnostics) }
            ?? LearningRateSchedule(period: .step)
        let clipNorm = map.number("clip_norm", .positive)
        let iterations = map.require("iterations").flatMap {
            $0.integer(named: "iterations", in: 1...Self.greatestIterations, diagnostics: diagnostics)
        }
        let batchNode = map.take("batch_size")
        let batchSize = batchNode.map { BatchSizeReader.read($0, diagnostics) } ?? .full
        let recordEvery = map.integer("record_every", in: 1...Self.greatestIterations) ?? 1
        let optimumNode = map.take("optimum")
        map.finish()

        var program: (source: ProgramSource, program: ExpressionProgram)?
        if let loss, let starts, let data {
            program = ProgramReader(texts: texts, starts: starts, data: data)
                .read(loss: loss, definitions: definitions, dataNode: dataNode)
        } else {
            ProgramReader.checkLanguage(loss: loss, definitions: definitions, texts)
        }
        var optimum: [OptimumCoordinate]?
        if let optimumNode, let starts, let data {
            optimum = OptimumReader(texts: texts, learnt: starts.map(\.name), columns: data.names).read(optimumNode)
        }
        if let data, let batchSize {
            Self.check(batchSize, data, batchNode: batchNode, dataNode: dataNode, diagnostics)
        }
        guard diagnostics.all.count == before, let program, let starts, let data, let optimizer, let schedule,
            let iterations, let batchSize
        else { return nil }
        self.program = program.program
        source = program.source
        self.starts = starts.map(\.number)
        self.data = data
        self.optimizer = optimizer
        self.schedule = schedule
        self.clipNorm = clipNorm
        self.iterations = iterations
        self.batchSize = batchSize
        self.recordEvery = recordEvery
        self.optimum = optimum
    }

    private static func check(
        _ batchSize: BatchSize, _ data: ExpressionData, batchNode: Node?, dataNode: Node?, _ diagnostics: Diagnostics
    ) {
        switch (batchSize, data) {
        case (.rows, .none):
            diagnostics.report(
                "goes with 'data' only", subject: "batch_size", at: batchNode?.position, suggestion: "remove the key")
        case (.full, .gaussianClasses):
            diagnostics.report(
                "'gaussian_classes' needs a batch_size, since each batch is drawn anew",
                at: batchNode?.position ?? dataNode?.position, suggestion: "write batch_size: 8")
        case (.rows(let size), _):
            guard let rows = data.rows else { return }
            report(size, above: rows, batchNode, diagnostics)
        default: break
        }
    }

    /// Tells of a batch that is larger than the data.
    static func report(_ size: Int, above rows: Int, _ node: Node?, _ diagnostics: Diagnostics) {
        guard size > rows else { return }
        let origin = node?.parameter.map { " from $\($0)" } ?? ""
        diagnostics.report(
            "is larger than the data, which has \(rows) row\(rows == 1 ? "" : "s") (got \(size)\(origin))",
            subject: "batch_size", at: node?.position, suggestion: "take at most \(rows), or full")
    }
}
