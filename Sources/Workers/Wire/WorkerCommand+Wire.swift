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
                ("files", .text(request.files?.directory)),
                ("memory", request.environment.memory.map { .integer($0) } ?? nil),
            ])
        case .cancel(let key, let attempt):
            return .map([
                ("command", "cancel"), ("trial", .integer(key.trial)), ("repeat", .integer(key.repeat)),
                ("attempt", .integer(attempt)),
            ])
        case .ping: return .map([("command", "ping")])
        }
    }

    init(fields: WireFields) throws(WireError) {
        switch try fields.text("command") {
        case "run": self = .run(try RunRequest(fields: fields))
        case "cancel": self = .cancel(try fields.key(), attempt: try fields.attempt())
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
        self.init(
            study: try fields.text("study"), key: try fields.key(), attempt: try fields.attempt(),
            kind: try fields.text("kind"), description: description, configuration: configuration, seed: seed,
            objective: Objective(try fields.choice("goal"), try fields.text("metric")),
            environment: TrialEnvironment(
                directory: try fields.text("directory"), dataDirectory: try fields.optionalText("data_directory"),
                memory: try fields.optionalCount("memory")),
            files: try fields.optionalText("files").map { RunFiles(directory: $0) })
    }
}
