import Foundation

/// A Swift file under `Sources`.
struct SourceFile: Sendable {
    let module: String
    /// From the package's root.
    let path: String
    let text: String

    static let packageRoot = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// All of them, read once.
    static let all: [SourceFile] = {
        let sources = packageRoot.appending(path: "Sources")
        let paths = FileManager.default.enumerator(atPath: sources.path)?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let data = FileManager.default.contents(atPath: sources.appending(path: path).path) else {
                return nil
            }
            let module = path.split(separator: "/").first.map(String.init) ?? ""
            return SourceFile(module: module, path: "Sources/\(path)", text: String(decoding: data, as: UTF8.self))
        }
    }()

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The modules that the file imports; of `import struct A.B` that is `A`.
    var imports: Set<String> {
        let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "typealias", "var", "let"]
        return Set(
            code.split(separator: "\n").compactMap { line -> String? in
                var words = line.split(separator: " ")
                while let first = words.first, first.hasPrefix("@") || Self.accessLevels.contains(first) {
                    words.removeFirst()
                }
                guard words.first == "import", words.count > 1 else { return nil }
                let name = kinds.contains(words[1]) && words.count > 2 ? words[2] : words[1]
                return name.split(separator: ".").first.map(String.init)
            })
    }

    private static let accessLevels: Set<Substring> = ["public", "package", "internal", "private", "fileprivate"]

    /// The code without comments that fill a line.
    var code: String {
        lines.filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
    }
}
