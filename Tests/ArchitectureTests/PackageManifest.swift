import Foundation

/// What `Package.swift` says of the modules under `Sources`.
enum PackageManifest {
    /// The names that a dependency is imported by, where these differ from its name in the manifest.
    private static let importNames = [
        "argumentParser": "ArgumentParser", "crypto": "Crypto", "grdb": "GRDB", "sqlite": "GRDBSQLite",
    ]

    static let text: String = {
        let file = SourceFile.packageRoot.appending(path: "Package.swift")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    }()

    /// The lines that declare this module, up to its closing parenthesis.
    static func declaration(of module: String) -> String? {
        let beginnings = [
            "module(\"\(module)\"", "module(\n            \"\(module)\"", "name: \"\(module)\", dependencies",
            "name: \"\(module)\",\n",
        ]
        guard let start = beginnings.compactMap({ text.range(of: $0, options: .backwards) }).last else { return nil }
        let end = text.range(of: "),\n\n", range: start.upperBound..<text.endIndex)
        let line = text.range(of: "),\n        module(", range: start.upperBound..<text.endIndex)
        let ends = [end, line].compactMap { $0?.lowerBound } + [text.endIndex]
        return String(text[start.lowerBound..<(ends.min() ?? text.endIndex)])
    }

    /// What this module may import by its declaration; nil where it is not declared.
    static func dependencies(of module: String) -> Set<String>? {
        guard let declaration = declaration(of: module), let open = declaration.firstIndex(of: "["),
            let close = declaration[open...].firstIndex(of: "]")
        else { return nil }
        let items = declaration[declaration.index(after: open)..<close].split { ", \n\"".contains($0) }.map(String.init)
        return Set(items.map { importNames[$0] ?? $0 })
    }
}
