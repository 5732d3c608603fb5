import Foundation
import StudyCore

/// The chart tool that set-up puts beside the data sets: vl-convert in a Python environment of its own, and the script
/// that draws the charts of a page.
struct ChartTool {
    /// What a picture can be turned into.
    enum Image: String, CaseIterable {
        case svg, png, pdf
    }

    /// How it can be had, for a sentence.
    static let hint =
        "'make setup' or scripts/charts.sh of the repository installs it (HPSEARCH_CHARTS names its place)"

    /// Where it would be; nil where there is no home directory.
    let directory: String?

    init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        if let named = environment["HPSEARCH_CHARTS"], !named.isEmpty {
            directory = named
        } else {
            // The XDG specification ignores relative paths.
            let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            let cache = environment["XDG_CACHE_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
            directory = (cache ?? home.map { $0 + "/.cache" }).map { $0 + "/hpsearch/charts" }
        }
    }

    private var python: String? {
        directory.map { $0 + "/venv/bin/python" }.flatMap {
            FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil
        }
    }

    /// Whether pictures can be turned into images.
    var canDraw: Bool { python != nil }

    /// Vega, Vega-Lite and Embed as one script; nil where it is not there.
    var script: String? {
        directory.flatMap { FileManager.default.contents(atPath: $0 + "/charts.js") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Turns a Vega-Lite specification into an image.
    /// - Throws: `CommandFailure` with exit code 4 where the tool is missing or fails.
    func image(_ specification: Node, as image: Image) throws -> Data {
        guard let python else {
            throw CommandFailure(.environment, "hpsearch: the chart tool is missing; \(Self.hint)")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpsearch-chart-\(UUID().uuidString)")
        let (source, target, log) = (
            folder.appending(path: "picture.json"), folder.appending(path: "picture"), folder.appending(path: "log")
        )
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            try Data(specification.json.utf8).write(to: source)
            try Data().write(to: log)
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments = ["-I", "-c", Self.program, image.rawValue, source.path, target.path]
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: log)
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else {
                let said = String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
                throw Self.failure(said.split(separator: "\n").last.map(String.init) ?? "it ended without a word")
            }
            return try Data(contentsOf: target)
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw Self.failure(error.localizedDescription)
        }
    }

    private static func failure(_ reason: String) -> CommandFailure {
        CommandFailure(.environment, "hpsearch: the chart tool failed: \(reason); \(hint)")
    }

    /// Takes the image's kind, the specification's file and the image's; asks nothing of any network.
    private static let program = """
        import sys
        import vl_convert
        kind, source, target = sys.argv[1:]
        with open(source, encoding="utf-8") as file:
            specification = file.read()
        options = {"png": {"ppi": 144}}.get(kind, {})
        convert = getattr(vl_convert, "vegalite_to_" + kind)
        image = convert(specification, allowed_base_urls=[], **options)
        with open(target, "wb") as file:
            file.write(image.encode("utf-8") if isinstance(image, str) else image)
        """
}
