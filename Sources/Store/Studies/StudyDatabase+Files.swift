import Foundation
import StudyCore

extension StudyDatabase {
    /// Where the runs of a study keep their files, beside the database. The study's identifier, not its name, is in the
    /// path: a study may be renamed.
    public func files(of study: StudyReference) -> RunFiles { files(study.identifier) }

    private func files(_ identifier: Int64) -> RunFiles {
        RunFiles(directory: "\(RunFiles.folder(ofDatabase: path))/study-\(identifier)")
    }

    /// Removes the files of a study that is no more, or that an earlier database of the same path left behind.
    func removeFiles(of identifier: Int64) {
        try? FileManager.default.removeItem(atPath: files(identifier).directory)
        // Succeeds when this was the last study with files.
        rmdir(RunFiles.folder(ofDatabase: path))
    }
}

extension RunFiles {
    /// The folder beside a database in which its studies keep the files of their runs.
    static func folder(ofDatabase path: String) -> String { "\(path).files" }
}
