import StudyCore

extension WorkerCommand {
    var node: Node {
        switch self {
        case .run(let request):
            return .map([
                ("command", "run"), ("study", .text(request.study)), ("trial", .integer(request.key.trial)),
                ("repeat", .integer(request.key.repeat)), ("attempt", .integer(request.attempt)),
                ("kind", .text(request.kind)), ("description", request.description.forWire),
                ("configuration", request.configuration.node.forWire),
                // Text, since many readers of JSON hold no 64-bit integers.
                ("seed", .text(String(request.seed))), ("metric", .text(request.objective.metric)),
                ("goal", .text(request.objective.goal.rawValue)), ("directory", .text(request.environment.directory)),
                ("data_directory", .text(request.environment.dataDirectory)),
                ("files", .text(request.files?.directory)), ("awaits_advice", .boolean(request.awaitsAdvice)),
                ("memory", request.environment.memory.map { .integer($0) } ?? nil),
                ("memory_key", .text(request.environment.memoryLimit?.key)),
                ("cores", .integer(request.share.cores)), ("gpus", .list(request.share.gpus.map { .text($0) })),
                (
                    "positions",
                    .map(
                        request.positions.sorted { $0.value < $1.value }.map {
                            ($0.key, .list([.integer($0.value.line), .integer($0.value.column)]))
                        })
                ),
            ])
        case .cancel(let key, let attempt):
            return .map([
                ("command", "cancel"), ("trial", .integer(key.trial)), ("repeat", .integer(key.repeat)),
                ("attempt", .integer(attempt)),
            ])
        case .advise(let key, let attempt, let advice):
            return .map([
                ("command", .text(advice.rawValue)), ("trial", .integer(key.trial)), ("repeat", .integer(key.repeat)),
                ("attempt", .integer(attempt)),
            ])
        case .ping: return .map([("command", "ping")])
        }
    }

    init(fields: WireFields) throws(WireError) {
        switch try fields.text("command") {
        case "run": self = .run(try RunRequest(fields: fields))
        case "cancel": self = .cancel(try fields.key(), attempt: try fields.attempt())
        case "continue": self = .advise(try fields.key(), attempt: try fields.attempt(), .proceed)
        case "stop": self = .advise(try fields.key(), attempt: try fields.attempt(), .stop)
        case "ping": self = .ping
        default: throw .unknownMessage
        }
    }
}

extension RunRequest {
    fileprivate init(fields: WireFields) throws(WireError) {
        guard let description = try fields.value("description").fromWire else { throw .field("description") }
        guard let values = try fields.value("configuration").fromWire, let configuration = Configuration(values) else {
            throw .field("configuration")
        }
        guard let seed = UInt64(try fields.text("seed")) else { throw .field("seed") }
        let devices = try fields.list("gpus")
        let gpus = devices.compactMap(\.textValue)
        guard gpus.count == devices.count else { throw .field("gpus") }
        let memoryKey = try fields.optionalText("memory_key") ?? MemoryLimit.limitsKey
        self.init(
            study: try fields.text("study"), key: try fields.key(), attempt: try fields.attempt(),
            kind: try fields.text("kind"), description: description, configuration: configuration, seed: seed,
            objective: Objective(try fields.choice("goal"), try fields.text("metric")),
            environment: TrialEnvironment(
                directory: try fields.text("directory"), dataDirectory: try fields.optionalText("data_directory"),
                memoryLimit: try fields.optionalCount("memory").map { MemoryLimit(bytes: $0, key: memoryKey) }),
            share: RunShare(cores: try fields.count("cores", from: 1), gpus: gpus),
            files: try fields.optionalText("files").map { RunFiles(directory: $0) },
            awaitsAdvice: try fields.boolean("awaits_advice"), positions: try Self.positions(fields))
    }

    private static func positions(_ fields: WireFields) throws(WireError) -> [String: SourcePosition] {
        var positions: [String: SourcePosition] = [:]
        guard let entries = try fields.value("positions").mapValue else { throw .field("positions") }
        for entry in entries {
            guard let pair = entry.value.listValue, pair.count == 2, let line = pair[0].integerValue,
                let column = pair[1].integerValue
            else { throw .field("positions") }
            positions[entry.key] = SourcePosition(line: line, column: column)
        }
        return positions
    }
}
