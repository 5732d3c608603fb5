/// Why a line is not one of the protocol's.
public enum WireError: Error, Hashable, Sendable, CustomStringConvertible {
    case notJSON(String)
    /// No object with a `command` or `report` that is known.
    case unknownMessage
    /// A field is missing or holds something else than it must.
    case field(String)
    case otherProtocol(Int)

    public var description: String {
        switch self {
        case .notJSON(let reason): "the line is \(reason)"
        case .unknownMessage: "the line is no message of the protocol"
        case .field(let name): "the message's '\(name)' is missing or is not what it must be"
        case .otherProtocol(let version):
            "the other side speaks version \(version) of the protocol, this one \(WorkerWire.version)"
        }
    }
}
