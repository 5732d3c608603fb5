import Foundation

/// What can be known of processes, so that the holder of a lease can be looked up.
public protocol ProcessTable: Sendable {
    /// This host's name.
    var host: String { get }
    /// Differs after every start of the machine.
    var bootIdentifier: String { get }
    /// This process's number.
    var ownIdentifier: Int { get }
    /// When a process of this host started, in ticks since the machine did; nil when there is none alive with this
    /// number. Two processes that get the same number one after the other differ in it.
    func startTime(of process: Int) -> Int?
}

/// This machine's processes, as /proc shows them.
public struct SystemProcessTable: ProcessTable {
    public init() {}

    public var host: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "unknown" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    public var bootIdentifier: String {
        let text = try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)
        return text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    }

    public var ownIdentifier: Int { Int(getpid()) }

    public func startTime(of process: Int) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .isoLatin1) else { return nil }
        return Self.startTime(inStatus: text)
    }

    /// Field 22 of a line of /proc/<pid>/stat (proc(5)); nil for a process that has ended and was not yet reaped.
    static func startTime(inStatus text: String) -> Int? {
        // The second field, in parentheses, is the program's name and may itself hold blanks and parentheses.
        guard let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        guard fields.count >= 20, !["Z", "X", "x"].contains(fields[0]) else { return nil }
        return Int(fields[19])
    }
}
