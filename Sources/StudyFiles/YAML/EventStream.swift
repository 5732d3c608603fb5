internal import CYaml
import StudyCore

/// LibYAML's events as Swift values.
final class EventStream {
    enum Style {
        case plain
        case quoted
        case block
    }

    enum Kind {
        case streamStart
        case streamEnd
        case documentStart
        case documentEnd
        case alias(String)
        case scalar(String, Style)
        case listStart
        case listEnd
        case mapStart
        case mapEnd
    }

    struct Event {
        let kind: Kind
        let position: SourcePosition
        var anchor: String?
        /// As LibYAML resolves it; nil for a node without one.
        var tag: String?
    }

    private var parser = yaml_parser_t()
    private let source: SourceText

    /// Nil when there is nothing to read.
    /// - Parameter bytes: the text of `source`; must outlive the stream.
    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ source: SourceText) {
        guard let address = bytes.baseAddress, !bytes.isEmpty, yaml_parser_initialize(&parser) == 1 else { return nil }
        self.source = source
        yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(&parser, address, bytes.count)
    }

    deinit { yaml_parser_delete(&parser) }

    /// - Throws: a syntax error; nothing can be read after it.
    func next() throws(Diagnostic) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(&parser, &event) == 1 else { throw syntaxError() }
        defer { yaml_event_delete(&event) }
        let position = source.position(ofScalar: Int(event.start_mark.index))
        switch event.type {
        case YAML_STREAM_START_EVENT: return Event(kind: .streamStart, position: position)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: position)
        case YAML_DOCUMENT_END_EVENT: return Event(kind: .documentEnd, position: position)
        case YAML_ALIAS_EVENT:
            return Event(kind: .alias(Self.text(event.data.alias.anchor) ?? ""), position: position)
        case YAML_SCALAR_EVENT: return scalar(event, position)
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return Event(
                kind: .listStart, position: position, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .listEnd, position: position)
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return Event(
                kind: .mapStart, position: position, anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_MAPPING_END_EVENT: return Event(kind: .mapEnd, position: position)
        default: return Event(kind: .streamEnd, position: position)
        }
    }

    private func scalar(_ event: yaml_event_t, _ position: SourcePosition) -> Event {
        let scalar = event.data.scalar
        let bytes = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
        let style: Style =
            switch scalar.style {
            case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
            case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
            default: .plain
            }
        return Event(
            kind: .scalar(String(decoding: bytes, as: UTF8.self), style), position: position,
            anchor: Self.text(scalar.anchor), tag: Self.text(scalar.tag))
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(decodingCString: $0, as: UTF8.self) }
    }

    private func syntaxError() -> Diagnostic {
        let problem = parser.problem.map { String(cString: $0) } ?? "the text cannot be read"
        let context = parser.context.map { String(cString: $0) }
        return YAMLProblem(
            problem: problem, context: context, problemOffset: Int(parser.problem_mark.index),
            contextOffset: Int(parser.context_mark.index)
        ).diagnostic(source)
    }
}
