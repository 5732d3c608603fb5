// swift-tools-version: 6.2
import PackageDescription

// Two wings under one roof. The search wing (StudyFiles, Store, Scheduling, Search, Statistics, Reports) knows nothing of
// neural nets; the training wing (Networks, Optimizers, Datasets, Kernels) knows nothing of studies. They meet in Trials.
// `Tests/ArchitectureTests` holds these boundaries.

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]
// Numeric inner loops on memory whose sizes were checked before: bounds and overflow checks are off in optimised builds,
// debug builds keep them. Never for what reads bytes of others. Square roots need not tell `errno` of negative numbers: with
// that duty they are not vectorized, and Adam's step takes four times as long.
let numeric: [SwiftSetting] =
    strict + [.unsafeFlags(["-Ounchecked", "-Xcc", "-fno-math-errno"], .when(configuration: .release))]

let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")

func module(_ name: String, _ dependencies: [Target.Dependency], settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [], resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources, swiftSettings: strict)
}

let package = Package(
    name: "hpsearch",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "hpsearch", targets: ["hpsearch"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "3.12.3"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
    ],
    targets: [
        .systemLibrary(
            name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
        .systemLibrary(name: "CProcessor"),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

        module("Randomness", []),
        module("StudyCore", ["Randomness"]),
        module("Processes", []),

        module("Search", ["StudyCore", "Randomness"]),
        module("Expressions", []),
        module("StudyFiles", ["StudyCore", "Expressions", "Yams"]),
        module("Store", ["StudyCore", "Randomness", grdb, sqlite, crypto]),
        module("Scheduling", ["StudyCore"]),
        module("Workers", ["StudyCore", "Processes"]),
        module("Statistics", ["Randomness"]),
        .target(
            name: "Reports", dependencies: ["StudyCore", "Statistics"],
            resources: [.embedInCode("Page/Resources/page.css"), .embedInCode("Page/Resources/page.js")],
            swiftSettings: strict),

        module("Kernels", ["COpenBLAS", "CProcessor"], settings: numeric),
        .target(
            name: "Datasets", dependencies: ["CProcessor", "CZlib", crypto], exclude: ["Resources/ATTRIBUTION.md"],
            resources: [.embedInCode("Resources/digits.csv.gz")], swiftSettings: strict),
        module("Optimizers", [], settings: numeric),
        module("Networks", ["Randomness", "Kernels", "Optimizers", "Datasets"]),
        module(
            "Trials",
            [
                "StudyCore", "Randomness", "Networks", "Optimizers", "Datasets", "Kernels", "Expressions", "Processes",
                crypto,
            ]),

        .executableTarget(
            name: "hpsearch",
            dependencies: [
                "StudyCore", "Randomness", "Search", "StudyFiles", "Store", "Scheduling", "Workers", "Reports",
                "Trials", "Datasets", "Processes",
                argumentParser,
            ],
            resources: [.embedInCode("Charts/draw_charts.py")], swiftSettings: strict),

        // `make benchmark` runs it beside PyTorch.
        .executableTarget(
            name: "TrainingBenchmark", dependencies: ["Networks", "Optimizers", "Datasets", "Kernels", "Randomness"],
            path: "Benchmarks/training", exclude: ["peer.py"], resources: [.embedInCode("workloads.json")],
            swiftSettings: strict),
        tests("BenchmarkTests", ["TrainingBenchmark", "Datasets"]),

        tests("RandomnessTests", ["Randomness"]),
        tests("StudyCoreTests", ["StudyCore", "Randomness"]),
        tests("ProcessesTests", ["Processes"]),
        tests("SearchTests", ["Search", "StudyCore", "Randomness"]),
        tests("ExpressionsTests", ["Expressions", "AllocationCounter"], resources: [.copy("Fixtures")]),
        tests("StudyFilesTests", ["StudyFiles", "StudyCore", "Search", "Trials", "Fuzzing"]),
        tests(
            "StoreTests", ["Store", "StudyCore", "Randomness", "Scheduling", "StorageFaults", grdb],
            resources: [.copy("Fixtures")]),
        // A file system under SQLite that fails on demand.
        .target(name: "StorageFaults", dependencies: [sqlite], path: "Tests/StorageFaults"),
        tests("SchedulingTests", ["Scheduling", "StudyCore"]),
        tests("StatisticsTests", ["Statistics", "Randomness"], resources: [.copy("Fixtures")]),
        tests(
            "ReportsTests", ["Reports", "StudyCore", "Yams"], exclude: ["Support"],
            resources: [.copy("Snapshots"), .copy("Fixtures")]),
        tests("ArchitectureTests", []),
        // A worker with made-up kinds of trial, for tests with real processes.
        .executableTarget(
            name: "WorkerFixture", dependencies: ["Workers", "StudyCore"], path: "Tests/Fixtures/WorkerFixture",
            swiftSettings: strict),
        tests("WorkersTests", ["Workers", "Processes", "Scheduling", "StudyCore", "WorkerFixture", "Fuzzing"]),
        tests(
            "TrialsTests",
            [
                "Trials", "StudyCore", "StudyFiles", "Search", "Expressions", "Networks", "Optimizers", "Datasets",
                "AllocationCounter",
            ],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "hpsearch", "StudyCore", "StudyFiles", "Store", "Trials", "Search", "Fuzzing", "Torture", grdb,
            ],
            exclude: ["Snapshots", "Support/check_weights.py"], swiftSettings: strict),
        tests("DatasetsTests", ["Datasets", "CZlib", crypto, "Fuzzing"]),
        // What readers of others' bytes must stand: mutations, and a fuzzer (scripts/fuzz.sh).
        .target(
            name: "Fuzzing",
            dependencies: ["StudyCore", "StudyFiles", "Search", "Trials", "Expressions", "Datasets", "Workers"],
            path: "Tests/Fuzzing", swiftSettings: strict),
        .executableTarget(
            name: "Fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzz", exclude: ["Corpus"], swiftSettings: strict),
        // Kills studies and resumes them (`make torture`).
        .executableTarget(
            name: "Torture", dependencies: ["StudyCore", "Fuzzing", argumentParser], path: "Tests/Torture",
            swiftSettings: strict),
        // Counts allocations in the test program by standing in for malloc.
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),
        tests("KernelsTests", ["Kernels"]),
        tests("OptimizersTests", ["Optimizers"], resources: [.copy("Fixtures")]),
        tests(
            "NetworksTests", ["Networks", "Kernels", "Optimizers", "Datasets", "Randomness", "AllocationCounter"],
            resources: [.copy("Fixtures")]),
    ],
    swiftLanguageModes: [.v6]
)
