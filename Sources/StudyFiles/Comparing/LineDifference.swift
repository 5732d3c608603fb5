/// What changed between two texts, line by line, as `diff -u` shows it.
public struct LineDifference: Sendable, CustomStringConvertible {
    enum Line: Hashable, Sendable {
        case kept(String)
        case removed(String)
        case added(String)
    }

    let lines: [Line]
    /// Unchanged lines shown around a change.
    private static let context = 3
    /// Beyond so many pairs of lines the middle of the texts is told as replaced whole.
    private static let greatestTable = 4_000_000

    public init(from old: String, to new: String) {
        lines = Self.lines(Self.split(old), Self.split(new))
    }

    /// Changed lines begin with `-` or `+`, their surroundings with a space; `…` stands for what is left out. Empty
    /// where nothing changed.
    public var description: String {
        var shown = Set<Int>()
        for (index, line) in lines.enumerated() {
            if case .kept = line { continue }
            shown.formUnion(max(0, index - Self.context)...min(lines.count - 1, index + Self.context))
        }
        var output: [String] = []
        var last = -1
        for index in shown.sorted() {
            if index > last + 1 { output.append("  …") }
            switch lines[index] {
            case .kept(let text): output.append("  \(text)")
            case .removed(let text): output.append("- \(text)")
            case .added(let text): output.append("+ \(text)")
            }
            last = index
        }
        if last >= 0, last < lines.count - 1 { output.append("  …") }
        return output.joined(separator: "\n")
    }

    private static func split(_ text: String) -> [String] {
        var lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).map(String.init)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    /// The longest common subsequence of what is left between the common beginning and the common end.
    private static func lines(_ old: [String], _ new: [String]) -> [Line] {
        let start = zip(old, new).prefix { $0 == $1 }.count
        let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
        let before = Array(old[start..<old.count - end])
        let after = Array(new[start..<new.count - end])
        let middle =
            before.count * after.count <= greatestTable
            ? aligned(before, after) : before.map { .removed($0) } + after.map { .added($0) }
        return old[..<start].map { .kept($0) } + middle + old[(old.count - end)...].map { .kept($0) }
    }

    private static func aligned(_ old: [String], _ new: [String]) -> [Line] {
        // common[i][j]: how many lines old[i...] and new[j...] have in common.
        var common = [[Int]](repeating: [Int](repeating: 0, count: new.count + 1), count: old.count + 1)
        for i in stride(from: old.count - 1, through: 0, by: -1) {
            for j in stride(from: new.count - 1, through: 0, by: -1) {
                common[i][j] =
                    old[i] == new[j] ? common[i + 1][j + 1] + 1 : max(common[i + 1][j], common[i][j + 1])
            }
        }
        var lines: [Line] = []
        var i = 0
        var j = 0
        while i < old.count || j < new.count {
            if i < old.count, j < new.count, old[i] == new[j] {
                lines.append(.kept(old[i]))
                i += 1
                j += 1
            } else if j == new.count || (i < old.count && common[i + 1][j] >= common[i][j + 1]) {
                lines.append(.removed(old[i]))
                i += 1
            } else {
                lines.append(.added(new[j]))
                j += 1
            }
        }
        return lines
    }
}
