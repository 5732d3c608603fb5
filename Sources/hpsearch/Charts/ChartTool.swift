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

    /// How long it may take, in seconds: far longer than any picture does.
    private static let patience = 120

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

    /// The interpreter; nil where set-up has not come to its end, which the file `release` tells.
    private var python: String? {
        guard let directory, FileManager.default.fileExists(atPath: directory + "/release") else { return nil }
        let python = directory + "/venv/bin/python"
        return FileManager.default.isExecutableFile(atPath: python) ? python : nil
    }

    /// Whether pictures can be turned into images.
    var canDraw: Bool { python != nil }

    /// Vega, Vega-Lite and Embed as one script; nil where it is not there.
    var script: String? {
        directory.flatMap { FileManager.default.contents(atPath: $0 + "/charts.js") }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Turns Vega-Lite specifications into images, all in one process.
    /// - Throws: `CommandFailure` with exit code 4 where the tool is missing or fails.
    func images(_ specifications: [Node], as image: Image) throws -> [Data] {
        guard let python else {
            throw CommandFailure(.environment, "hpsearch: the chart tool is missing; \(Self.hint)")
        }
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpsearch-chart-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let sources = specifications.indices.map { folder.appending(path: "\($0).json") }
            for (specification, source) in zip(specifications, sources) {
                try Data(specification.json.utf8).write(to: source)
            }
            let log = folder.appending(path: "log")
            try Data().write(to: log)
            let process = Process()
            process.executableURL = URL(filePath: python)
            process.arguments =
                ["-I", "-c", String(decoding: PackageResources.draw_charts_py, as: UTF8.self), image.rawValue]
                + sources.map(\.path)
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.nullDevice
            process.standardError = try FileHandle(forWritingTo: log)
            let ended = DispatchSemaphore(value: 0)
            process.terminationHandler = { _ in ended.signal() }
            try process.run()
            guard ended.wait(timeout: .now() + .seconds(Self.patience)) == .success else {
                kill(process.processIdentifier, SIGKILL)
                process.waitUntilExit()
                throw Self.failure("it did not end within \(Self.patience) s")
            }
            guard process.terminationStatus == 0 else {
                let said = String(decoding: (try? Data(contentsOf: log)) ?? Data(), as: UTF8.self)
                throw Self.failure(said.split(separator: "\n").last.map(String.init) ?? "it ended without a word")
            }
            return try sources.map { try Data(contentsOf: $0.appendingPathExtension(image.rawValue)) }
        } catch let failure as CommandFailure {
            throw failure
        } catch {
            throw Self.failure(error.localizedDescription)
        }
    }

    private static func failure(_ reason: String) -> CommandFailure {
        CommandFailure(.environment, "hpsearch: the chart tool failed: \(reason); \(hint)")
    }
}
