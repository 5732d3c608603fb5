import Foundation
import Testing

/// The boundaries that `Package.swift` lays out and its dependency lists alone cannot hold: a target may import any
/// module that some other target has built.
@Suite("The architecture")
struct ArchitectureTests {
    /// What the system offers everywhere.
    static let platform: Set<String> = [
        "Foundation", "FoundationNetworking", "Glibc", "Darwin", "Synchronization", "Dispatch",
    ]

    /// What each module may import beside the platform. A module that is not here may not exist.
    static let allowed: [String: Set<String>] = [
        "Randomness": [],
        "StudyCore": ["Randomness"],
        "Processes": [],
        "Search": ["StudyCore", "Randomness"],
        "Expressions": [],
        "StudyFiles": ["StudyCore", "Expressions", "Yams", "CYaml"],
        "Store": ["StudyCore", "Randomness", "GRDB", "GRDBSQLite", "Crypto"],
        "Scheduling": ["StudyCore"],
        "Workers": ["StudyCore", "Processes"],
        "Statistics": ["Randomness"],
        "Reports": ["StudyCore", "Statistics"],
        "Kernels": ["COpenBLAS", "CProcessor"],
        "Datasets": ["CProcessor", "CZlib", "Crypto"],
        "Optimizers": [],
        "Networks": ["Randomness", "Kernels", "Optimizers", "Datasets"],
        "Trials": [
            "StudyCore", "Randomness", "Networks", "Optimizers", "Datasets", "Kernels", "Expressions", "Processes",
            "Crypto",
        ],
        "hpsearch": [
            "StudyCore", "Randomness", "Search", "StudyFiles", "Store", "Scheduling", "Workers", "Reports", "Trials",
            "Datasets", "Processes",
            "ArgumentParser",
        ],
    ]

    @Test("there are sources, and every module is known")
    func modules() {
        #expect(SourceFile.all.count > 50)
        #expect(Set(SourceFile.all.map(\.module)).subtracting(Self.allowed.keys).isEmpty)
    }

    @Test("a module imports only what its place allows")
    func imports() {
        for file in SourceFile.all {
            let extra = file.imports.subtracting(Self.platform).subtracting(Self.allowed[file.module] ?? [])
            #expect(extra.isEmpty, "\(file.path) imports \(extra.sorted().joined(separator: ", "))")
        }
    }

    @Test("a module declares in Package.swift what it imports, and nothing else", arguments: allowed.keys.sorted())
    func declarations(module: String) throws {
        let declared = try #require(PackageManifest.dependencies(of: module))
        let files = SourceFile.all.filter { $0.module == module }
        // CYaml is the C target inside Yams, which declares no product of it.
        let imported = files.reduce(into: Set<String>()) { $0.formUnion($1.imports) }
            .subtracting(Self.platform).subtracting(["CYaml"])
        #expect(imported.subtracting(declared).sorted() == [], "not declared")
        #expect(declared.subtracting(imported).subtracting(["Yams"]).sorted() == [], "not imported")
    }

    @Test("checks are switched off for numeric inner loops only, never for what reads bytes of others")
    func uncheckedModules() throws {
        for module in Self.allowed.keys {
            let isUnchecked = try #require(PackageManifest.declaration(of: module)).contains("numeric")
            #expect(isUnchecked == ["Kernels", "Optimizers"].contains(module), "\(module)")
        }
    }

    @Test(
        "what belongs to one module stays in it",
        arguments: [
            ("GRDB", ["Store"]), ("GRDBSQLite", ["Store"]), ("Yams", ["StudyFiles"]), ("CYaml", ["StudyFiles"]),
            ("COpenBLAS", ["Kernels"]),
            ("CProcessor", ["Datasets", "Kernels"]),
            ("CZlib", ["Datasets"]),
            ("Subprocess", []), ("ArgumentParser", ["hpsearch"]),
        ])
    func owners(_ package: String, modules: [String]) {
        for file in SourceFile.all where file.imports.contains(package) {
            #expect(modules.contains(file.module), "\(file.path) imports \(package)")
        }
    }

    @Test("the search wing knows nothing of training, the training wing nothing of studies")
    func wings() {
        let search: Set = [
            "Search", "StudyFiles", "Store", "Scheduling", "Workers", "Statistics", "Reports", "StudyCore",
        ]
        let training: Set = ["Networks", "Optimizers", "Datasets", "Kernels"]
        for file in SourceFile.all {
            if search.contains(file.module) { #expect(file.imports.isDisjoint(with: training), "\(file.path)") }
            if training.contains(file.module) { #expect(file.imports.isDisjoint(with: search), "\(file.path)") }
        }
        for module in search { #expect(Self.allowed[module]?.isDisjoint(with: training) == true) }
        for module in training { #expect(Self.allowed[module]?.isDisjoint(with: search) == true) }
    }

    @Test("BLAS is called in Kernels only")
    func blas() {
        for file in SourceFile.all where file.module != "Kernels" {
            #expect(!file.code.contains("cblas_"), "\(file.path)")
        }
    }

    @Test("no untyped dictionaries")
    func untyped() throws {
        let pattern = /\[\s*String\s*:\s*Any\??\s*\]|Dictionary<\s*String\s*,\s*Any\??\s*>/
        #expect("let x: [String: Any]".contains(pattern))
        for file in SourceFile.all { #expect(!file.code.contains(pattern), "\(file.path)") }
    }

    @Test("no file is longer than 400 lines")
    func lengths() {
        for file in SourceFile.all {
            #expect(file.lines.count <= 400, "\(file.path) has \(file.lines.count) lines")
        }
    }

    @Test("imports are found in every form they are written in")
    func reading() {
        let file = SourceFile(
            module: "X", path: "X.swift",
            text: """
                import A
                public import B
                @testable import C
                @preconcurrency internal import D
                import struct E.Thing
                #if canImport(Glibc)
                    import Glibc  // system
                #endif
                // import F
                let important = 1
                import G.Sub
                """)
        #expect(file.imports == ["A", "B", "C", "D", "E", "Glibc", "G"])
    }
}
