import Foundation

/// Inputs to begin with.
public enum FuzzCorpus {
    private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()

    /// The inputs kept for a target, in the order of their names: small ones that reach every part of the format, and
    /// those by which defects were found.
    public static func inputs(of target: any FuzzTarget) -> [(name: String, bytes: [UInt8])] {
        inputs(in: tests.appending(path: "Fuzz/Corpus/\(target.name)").path)
    }

    /// The study files that come with the project.
    public static var studies: [(name: String, bytes: [UInt8])] {
        // Beside them lie the programs that some of them run.
        inputs(in: tests.deletingLastPathComponent().appending(path: "studies").path)
            .filter { $0.name.hasSuffix(".yaml") }
    }

    /// Every file below a folder, by its path in it.
    public static func inputs(in folder: String) -> [(name: String, bytes: [UInt8])] {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return names.sorted().compactMap { name in
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder + "/" + name, isDirectory: &isFolder),
                !isFolder.boolValue
            else { return nil }
            return FileManager.default.contents(atPath: folder + "/" + name).map { (name, Array($0)) }
        }
    }
}
