import Foundation
import StudyCore
import StudyFiles

/// Reading study files for commands.
enum StudyLoading {
    /// Reads a study file; what is wrong with it ends the command with exit code 2.
    static func read(file: String, dataDirectory: String?) throws -> Study {
        guard let bytes = contents(of: file) else {
            let exists = FileManager.default.fileExists(atPath: file)
            throw CommandFailure(
                .usage,
                exists
                    ? "hpsearch: cannot read '\(file)': it is a directory or may not be read"
                    : "hpsearch: there is no file '\(file)'" + neighbours(of: file))
        }
        let url = URL(fileURLWithPath: file)
        do {
            return try Catalog.studyFiles.read(
                bytes: bytes, file: file,
                environment: TrialEnvironment(
                    directory: url.deletingLastPathComponent().path, dataDirectory: absolute(dataDirectory)))
        } catch {
            throw CommandFailure(.usage, error.description)
        }
    }

    /// The file's bytes, not more of them than show that it is too long for a study: it may be a device without end. Nil
    /// where it cannot be read.
    private static func contents(of file: String) -> [UInt8]? {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory), !isDirectory.boolValue,
            let handle = FileHandle(forReadingAtPath: file)
        else { return nil }
        return try? Array(handle.read(upToCount: StudyFileReader.greatestByteCount + 1) ?? Data())
    }

    /// Reads a study back from the text that the database holds, under the name that it has there.
    static func read(_ record: StudyRecord, dataDirectory: String? = nil) throws -> Study {
        do {
            return try Catalog.studyFiles.read(
                text: record.text, file: "\(record.name).yaml",
                environment: TrialEnvironment(
                    directory: record.directory, dataDirectory: absolute(dataDirectory))
            ).named(record.name)
        } catch {
            throw CommandFailure(
                .usage, "hpsearch: the text stored with study '\(record.name)' is not valid for this version\n\(error)")
        }
    }

    /// Makes sure that everything the trials need is there: exit code 4 when it is not, 2 when it does not fit.
    /// - Parameter descriptions: with all references replaced.
    /// - Returns: what may not be as it was meant, one sentence each.
    static func checkInputs(
        _ descriptions: [Node], of kind: any TrialKind, file: String, environment: TrialEnvironment
    ) throws -> [String] {
        let diagnostics = Diagnostics()
        var seen: Set<Node> = []
        var warnings: [String] = []
        do {
            for description in descriptions where seen.insert(description).inserted {
                let found = try kind.checkInputs(
                    description, environment: environment, diagnostics: diagnostics)
                warnings += found.map { warning in
                    (warning.position.map { "\(file):\($0.line):\($0.column): " } ?? "") + warning.sentence
                }
                .filter { !warnings.contains($0) }
            }
        } catch let missing as MissingInput {
            let place = missing.position.map { "\(file):\($0.line):\($0.column)" } ?? "hpsearch"
            throw CommandFailure(.environment, "\(place): \(missing.sentence)")
        }
        guard diagnostics.isEmpty else {
            throw CommandFailure(
                .usage, diagnostics.inOrder.map { $0.rendered(file: file) }.joined(separator: "\n"))
        }
        return warnings
    }

    private static func absolute(_ path: String?) -> String? { path.map { URL(fileURLWithPath: $0).path } }

    /// A hint at a file with a similar name.
    private static func neighbours(of file: String) -> String {
        let url = URL(fileURLWithPath: file)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.deletingLastPathComponent().path)) ?? []
        return nearestName(to: url.lastPathComponent, among: names).map { "; did you mean '\($0)'?" } ?? ""
    }
}

extension Study {
    /// The trial's description with a configuration's values in place.
    func description(for configuration: Configuration, rules: SubstitutionRules) -> Node {
        trial.node.substituting(configuration, space: space, rules: rules, diagnostics: Diagnostics())
    }
}
