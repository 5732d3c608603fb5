import Foundation

/// Where the runs of one study keep files: a directory of the worker's host, by default beside the database.
///
/// Files are named by sort, trial and repeat alone, since a study's name may hold any character.
public struct RunFiles: Hashable, Sendable {
    /// What a file holds.
    public enum Sort: String, Sendable, CaseIterable {
        /// How far a run in work has come; it goes when the run ends.
        case checkpoint
        /// What a network has learnt, in the safetensors format.
        case weights

        var fileEnding: String {
            switch self {
            case .checkpoint: "checkpoint"
            case .weights: "safetensors"
            }
        }
    }

    /// An absolute path; the directory need not be there.
    public let directory: String

    public init(directory: String) { self.directory = directory }

    /// `…/checkpoint/17-0.checkpoint`
    public func path(_ sort: Sort, of key: RunKey) -> String {
        "\(folder(sort))/\(key.trial)-\(key.repeat).\(sort.fileEnding)"
    }

    /// The runs that have a file of this sort, in order. Other files are passed over.
    public func keys(_ sort: Sort) -> [RunKey] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder(sort))) ?? []
        let keys = names.compactMap { name -> RunKey? in
            guard name.hasSuffix(".\(sort.fileEnding)") else { return nil }
            return Self.key(name.dropLast(sort.fileEnding.count + 1))
        }
        return keys.sorted()
    }

    /// Whether a run has a file of this sort.
    public func holds(_ sort: Sort, of key: RunKey) -> Bool { access(path(sort, of: key), F_OK) == 0 }

    /// Removes a run's file of this sort, where there is one.
    public func remove(_ sort: Sort, of key: RunKey) { unlink(path(sort, of: key)) }

    /// The directory of a command's run, which need not be there: `…/run/17-0`.
    public func runDirectory(of key: RunKey) -> String { "\(runFolder)/\(key.trial)-\(key.repeat)" }

    /// The runs that have a directory, in order.
    public func runDirectories() -> [RunKey] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: runFolder)) ?? []
        return names.compactMap(Self.key).sorted()
    }

    /// Removes a run's directory with all that it holds, where there is one.
    public func removeRunDirectory(of key: RunKey) {
        let path = runDirectory(of: key)
        if access(path, F_OK) == 0 { try? FileManager.default.removeItem(atPath: path) }
    }

    var runFolder: String { "\(directory)/run" }

    /// The run of a name such as `17-0`.
    private static func key(_ name: some StringProtocol) -> RunKey? {
        let numbers = name.split(separator: "-", omittingEmptySubsequences: false)
        guard numbers.count == 2, let trial = Int(numbers[0]), let number = Int(numbers[1]) else { return nil }
        return RunKey(trial: trial, repeat: number)
    }

    func folder(_ sort: Sort) -> String { "\(directory)/\(sort.rawValue)" }
}
