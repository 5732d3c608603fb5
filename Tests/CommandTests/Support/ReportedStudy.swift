import Foundation
import StudyCore
import Testing

/// A study of the project's that has been run by the built program, as its report and its export tell of it.
struct ReportedStudy {
    /// In the order of the ranking.
    let trials: [Node]
    /// In the order of trials and repeats.
    let runs: [Node]
    private let place: Workplace

    /// Runs a file below `studies/`.
    /// - Parameter changes: parts of its text to put others in place of, each of which must be there.
    init(_ path: String, changes: KeyValuePairs<String, String> = [:]) async throws {
        place = try Workplace()
        var file = Workplace.repository.appendingPathComponent("studies/\(path)").path
        if !changes.isEmpty {
            var text = try String(contentsOfFile: file, encoding: .utf8)
            for (old, new) in changes {
                try #require(text.contains(old), "\(path) has no '\(old)'")
                text = text.replacing(old, with: new)
            }
            file = try place.write("study.yaml", text)
        }
        let outcome = try await place.start(["study", file, "--format", "json", "--quiet"]).ended()
        try #require(outcome.exitCode == 0, "\(outcome.error)")
        trials = try Node(json: outcome.output)["trials"]?.listValue ?? []
        runs = try place.run("export").jsonLines
    }

    /// The trial whose parameters have these values.
    func trial(_ parameters: [String: String]) throws -> Node {
        try #require(trials.first { Self.has($0, parameters) })
    }

    /// A trial's metric.
    func metric(_ name: String, _ parameters: [String: String]) throws -> Double {
        try #require(try trial(parameters)["metrics"]?[name]?.numberValue)
    }

    /// The runs of such trials.
    func runs(_ parameters: [String: String]) -> [Node] { runs.filter { Self.has($0, parameters) } }

    /// What the curves of such trials hold under a name, run by run.
    func curves(_ name: String, _ parameters: [String: String]) -> [[Double]] {
        runs(parameters).map { run in run["curve"]?.listValue?.compactMap { $0[name]?.numberValue } ?? [] }
    }

    private static func has(_ node: Node, _ parameters: [String: String]) -> Bool {
        parameters.allSatisfy { name, value in
            guard let found = node["parameters"]?[name] else { return false }
            return found.textValue == value || (found.numberValue != nil && found.numberValue == Double(value))
                || found.booleanValue.map { String($0) == value } == true
        }
    }

    /// Whether real MNIST is where `HPSEARCH_DATA` says, for tests that need it.
    static var hasMNIST: Bool {
        let directories = ProcessInfo.processInfo.environment["HPSEARCH_DATA"]?.split(separator: ":") ?? []
        return directories.contains { directory in
            ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"].contains {
                FileManager.default.fileExists(atPath: "\(directory)/mnist/\($0)")
            }
        }
    }
}

func isClose(_ found: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(found - expected) <= tolerance * abs(expected)
}
