import StudyCore

/// Takes the fields of a message one by one; every mistake is a `WireError` that names the field.
struct WireFields {
    private let entries: [Node.Entry]

    init(_ node: Node) throws(WireError) {
        guard let entries = node.mapValue else { throw .unknownMessage }
        self.entries = entries
    }

    func value(_ name: String) throws(WireError) -> Node {
        guard let entry = entries.first(where: { $0.key == name }) else { throw .field(name) }
        return entry.value
    }

    func optionalText(_ name: String) throws(WireError) -> String? {
        guard let value = entries.first(where: { $0.key == name })?.value, !value.isNull else { return nil }
        guard let text = value.textValue else { throw .field(name) }
        return text
    }

    func text(_ name: String) throws(WireError) -> String { try checked(name, try value(name).textValue) }
    func integer(_ name: String) throws(WireError) -> Int { try checked(name, try value(name).integerValue) }
    func boolean(_ name: String) throws(WireError) -> Bool { try checked(name, try value(name).booleanValue) }
    func number(_ name: String) throws(WireError) -> Double { try checked(name, try value(name).wireNumber) }
    func list(_ name: String) throws(WireError) -> [Node] { try checked(name, try value(name).listValue) }

    /// An integer of at least `least`.
    func count(_ name: String, from least: Int = 0) throws(WireError) -> Int {
        let value = try integer(name)
        guard value >= least else { throw .field(name) }
        return value
    }

    /// An integer of at least 1, or nil for null or a field that is not there.
    func optionalCount(_ name: String) throws(WireError) -> Int? {
        guard let value = entries.first(where: { $0.key == name })?.value, !value.isNull else { return nil }
        guard let count = value.integerValue, count >= 1 else { throw .field(name) }
        return count
    }

    func choice<Choice: RawRepresentable>(_ name: String, _: Choice.Type = Choice.self) throws(WireError) -> Choice
    where Choice.RawValue == String {
        try checked(name, Choice(rawValue: try text(name)))
    }

    /// A map of metric names to numbers, in its order. A name with a NUL could not be stored as it is.
    func numbers(_ name: String) throws(WireError) -> [(name: String, value: Double)] {
        var numbers: [(name: String, value: Double)] = []
        for entry in try checked(name, try value(name).mapValue) {
            if entry.key.utf8.contains(0) { throw .field(name) }
            numbers.append((entry.key, try checked(name, entry.value.wireNumber)))
        }
        return numbers
    }

    func key() throws(WireError) -> RunKey { RunKey(trial: try count("trial"), repeat: try count("repeat")) }
    func attempt() throws(WireError) -> Int { try count("attempt", from: 1) }

    private func checked<Value>(_ name: String, _ value: Value?) throws(WireError) -> Value {
        guard let value else { throw .field(name) }
        return value
    }
}
