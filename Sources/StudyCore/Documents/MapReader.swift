/// Reads a map key by key and, at the end, refuses every key nobody asked for.
///
/// A key that is absent, or present with nothing after its colon, reads as nil; a value of the wrong type is reported
/// and reads as nil as well, so that reading goes on and all errors are told at once.
public final class MapReader {
    public let node: Node
    public let diagnostics: Diagnostics
    /// What the map is, for sentences: `the study`, `'momentum'`.
    public let title: String
    private var entries: [String: Node.Entry] = [:]
    private var asked: [String] = []

    /// Nil, with a diagnostic, when the node is no map.
    public init?(_ node: Node, title: String, diagnostics: Diagnostics) {
        guard let map = node.mapValue else {
            diagnostics.report(
                "\(title) must be a map of keys to values (got \(node.described))", at: node.position)
            return nil
        }
        self.node = node
        self.title = title
        self.diagnostics = diagnostics
        for entry in map { entries[entry.key] = entry }
    }

    /// Whether the key is written, with any value.
    public func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where the key is written.
    public func keyPosition(_ key: String) -> SourcePosition? { entries[key]?.keyPosition }

    /// The value under a key; nil when it is not written or null.
    public func take(_ key: String) -> Node? {
        if !asked.contains(key) { asked.append(key) }
        guard let value = entries[key]?.value, !value.isNull else { return nil }
        return value
    }

    /// The value under a key that must be there.
    public func require(_ key: String) -> Node? {
        if let value = take(key) { return value }
        diagnostics.report(
            "\(title) needs the key '\(key)'", at: entries[key]?.keyPosition ?? node.position)
        return nil
    }

    public func integer(_ key: String, in range: ClosedRange<Int> = .min ... .max) -> Int? {
        take(key).flatMap { $0.integer(named: key, in: range, diagnostics: diagnostics) }
    }

    public func number(_ key: String, _ bound: NumberBound = .finite) -> Double? {
        take(key).flatMap { $0.number(named: key, bound, diagnostics: diagnostics) }
    }

    public func text(_ key: String) -> String? {
        take(key).flatMap { $0.text(named: key, diagnostics: diagnostics) }
    }

    public func boolean(_ key: String) -> Bool? {
        take(key).flatMap { $0.boolean(named: key, diagnostics: diagnostics) }
    }

    public func list(_ key: String) -> [Node]? {
        take(key).flatMap { $0.list(named: key, diagnostics: diagnostics) }
    }

    public func choice<Choice: RawRepresentable & CaseIterable>(_ key: String, _: Choice.Type) -> Choice?
    where Choice.RawValue == String {
        take(key).flatMap { $0.choice(named: key, Choice.self, diagnostics: diagnostics) }
    }

    /// Reports all keys that were not asked for. Call it last.
    /// - Parameter later: keys that belong to a later version, refused as "not yet supported".
    public func finish(later: Set<String> = []) {
        for entry in node.mapValue ?? [] where !asked.contains(entry.key) {
            if later.contains(entry.key) {
                diagnostics.report(
                    "not yet supported in this version", subject: entry.key, at: entry.keyPosition,
                    suggestion: "remove the key")
            } else {
                diagnostics.report(
                    "unknown key in \(title)", subject: entry.key, at: entry.keyPosition,
                    suggestion: nameSuggestion(for: entry.key, among: asked))
            }
        }
    }
}
