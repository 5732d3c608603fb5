import Foundation
import Testing

@testable import Reports

@Suite("The pictures' specifications")
struct SchemaTests {
    /// Python with altair, which brings Vega-Lite's schema, and jsonschema: `HPSEARCH_PYTHON`, or python3 where it has them.
    private static let python: String? = {
        let interpreter = ProcessInfo.processInfo.environment["HPSEARCH_PYTHON"] ?? "python3"
        return (try? run([interpreter, "-c", "import altair, jsonschema"]))?.code == 0 ? interpreter : nil
    }()

    private static func run(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    @Test(
        "are valid Vega-Lite, as files and on pages",
        .enabled(if: python != nil, "skipped: no python3 with altair and jsonschema (HPSEARCH_PYTHON names another)"))
    func valid() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpsearch-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for kind in PictureKind.allCases {
            let picture = try PictureFixtures.picture(kind)
            let onPage = picture.charts.map(picture.pageSpecification)
            let limits = try #require(AxisLimits(low: 0.3, high: 0.6))
            let limited = try kind.picture(
                of: PictureFixtures.drawable(kind),
                PictureOptions(limits: Dictionary(uniqueKeysWithValues: kind.limitedAxes.map { ($0, limits) })))
            let all = [picture.specification(), limited.specification()] + onPage
            for (number, specification) in all.enumerated() {
                let file = folder.appending(path: "\(kind.rawValue)-\(number).json")
                try Data(specification.json.utf8).write(to: file)
                files.append(file.path)
            }
        }
        let repeated = PictureFixtures.repeated([[1, 2, 3], [2, 2.5]])
        let bands = PictureSource(
            repeated.study, ranking: repeated.ranking.choosing([0, 1]), curves: repeated.curves)
        let file = folder.appending(path: "bands.json")
        try Data(PictureKind.curves.picture(of: bands).specification().json.utf8).write(to: file)
        files.append(file.path)
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Support/validate_pictures.py")
        let (code, output) = try Self.run([try #require(Self.python), script.path] + files)
        #expect(output == "")
        #expect(code == 0)
    }
}
