// LibYAML, the parser inside Yams, event by event: Yams itself builds the tree first, and to do so puts the target of
// every alias in its place, goes as deep as a file wants and tells one place only of a key that stands twice.
internal import CYaml
import StudyCore

/// Reads one YAML document into a tree that remembers where everything stands.
///
/// Anchors, aliases, tags and merge keys are refused, so that nothing is ever expanded.
struct YAMLReader {
    /// Deeper nesting is refused.
    static let greatestDepth = 64

    private let source: SourceText
    private let events: EventStream

    /// - Throws: the first thing that is wrong.
    static func read(_ source: SourceText) throws(Diagnostic) -> Node {
        var text = source.text
        let result: Result<Node, Diagnostic> = text.withUTF8 { bytes in
            // An empty buffer has no address, which LibYAML asks for.
            guard let events = EventStream(bytes, source) else { return .failure(Self.nothing) }
            do throws(Diagnostic) {
                return .success(try YAMLReader(source: source, events: events).document())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private static let nothing = Diagnostic(
        "the file is empty", at: SourceText.start, suggestion: "see docs/study-file.md for what a study file holds")

    private func document() throws(Diagnostic) -> Node {
        _ = try events.next()  // The stream's start.
        guard case .documentStart = try events.next().kind else { throw Self.nothing }
        let root = try node(try events.next(), depth: 0)
        _ = try events.next()  // The document's end.
        let after = try events.next()
        if case .documentStart = after.kind {
            throw Diagnostic(
                "a second document begins here, and a study file holds one", at: after.position,
                suggestion: "put each study into a file of its own")
        }
        if root.isNull { throw Self.nothing }
        return root
    }

    private func node(_ event: EventStream.Event, depth: Int) throws(Diagnostic) -> Node {
        try refuseExtras(event)
        guard depth <= Self.greatestDepth else {
            throw Diagnostic(
                "nested deeper than \(Self.greatestDepth) levels", at: event.position,
                suggestion: "check the brackets and the indentation")
        }
        switch event.kind {
        case .scalar(let text, .plain):
            let content = CoreSchema.content(ofPlain: text)
            guard case .text = content else { return Node(content, position: event.position) }
            return source.marked(Node(content, position: event.position))
        case .scalar(let text, let style):
            return source.marked(Node(.text(text), position: event.position, isQuoted: style == .quoted))
        case .listStart:
            var nodes: [Node] = []
            while true {
                let next = try events.next()
                if case .listEnd = next.kind { break }
                nodes.append(try node(next, depth: depth + 1))
            }
            return Node(.list(nodes), position: event.position)
        case .mapStart: return Node(.map(try entries(depth: depth)), position: event.position)
        default:
            throw Diagnostic("a value is expected", at: event.position)
        }
    }

    private func entries(depth: Int) throws(Diagnostic) -> [Node.Entry] {
        var entries: [Node.Entry] = []
        var places: [String: SourcePosition] = [:]
        while true {
            let event = try events.next()
            if case .mapEnd = event.kind { return entries }
            try refuseExtras(event)
            guard case .scalar(let key, let style) = event.kind else {
                throw Diagnostic(
                    "a list or a map cannot be a key", at: event.position,
                    suggestion: "put a text that begins with a bracket or a brace in quotes")
            }
            if key == "<<", style == .plain {
                throw Diagnostic(
                    "merge keys are not allowed in a study file", subject: "<<", at: event.position,
                    suggestion: "write the keys out")
            }
            if let first = places[key] {
                throw Diagnostic(
                    "the key stands twice, first at \(first.line):\(first.column)", subject: key, at: event.position,
                    suggestion: "keep one")
            }
            places[key] = event.position
            let value = try node(try events.next(), depth: depth + 1)
            entries.append(Node.Entry(key, value, keyPosition: event.position))
        }
    }

    private func refuseExtras(_ event: EventStream.Event) throws(Diagnostic) {
        if case .alias(let name) = event.kind {
            throw Diagnostic(
                "aliases are not allowed in a study file", subject: "*\(name)", at: event.position,
                suggestion: "write the value out, or put it in quotes if it is text")
        }
        if let anchor = event.anchor {
            throw Diagnostic(
                "anchors are not allowed in a study file", subject: "&\(anchor)", at: event.position,
                suggestion: "write the value out where it is needed, or put it in quotes if it is text")
        }
        if let tag = event.tag {
            throw Diagnostic(
                "tags are not allowed in a study file", subject: tag.replacing("tag:yaml.org,2002:", with: "!!"),
                at: event.position,
                suggestion: "remove the tag, or put the value in quotes if it is text")
        }
    }
}
