import Foundation
import Reports

/// The pictures of a report, in a folder beside it.
struct PictureFolder {
    /// Beside the report: `grid.md` has its pictures in `grid-pictures`.
    private let url: URL

    init(besideReport path: String) {
        let report = URL(filePath: path)
        let stem = report.deletingPathExtension().lastPathComponent
        url = report.deletingLastPathComponent().appending(path: "\(stem)-pictures")
    }

    /// Writes every picture that suits the study: as SVG, or where the chart tool is missing as specifications.
    /// - Returns: the pictures with their paths from the report's place.
    func write(_ source: PictureSource, tool: ChartTool) throws -> [LinkedPicture] {
        let pictures = PictureKind.pageOrder.compactMap { try? $0.picture(of: source) }
        guard !pictures.isEmpty else { return [] }
        let specifications = pictures.map { $0.specification() }
        let files =
            tool.canDraw
            ? try tool.images(specifications, as: .svg) : specifications.map { Data($0.json.utf8) }
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw CommandFailure(
                .environment, "hpsearch: '\(url.path)' cannot be made (\(error.localizedDescription))")
        }
        return try zip(pictures, files).map { picture, bytes in
            let ending = tool.canDraw ? ".svg" : PictureFile.specificationEnding
            let name = picture.kind.rawValue + ending
            let sink = try ResultSink(url.appending(path: name).path)
            try sink.write(bytes)
            try sink.close()
            return LinkedPicture(picture, path: "\(url.lastPathComponent)/\(name)")
        }
    }
}
