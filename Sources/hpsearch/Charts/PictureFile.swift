import Foundation
import Reports
import StudyCore

/// A file that a picture is written to; its ending says as what.
struct PictureFile {
    static let specificationEnding = ".vl.json"

    let path: String
    /// Nil for the specification itself.
    private let image: ChartTool.Image?

    /// Nil where the ending is none of those that are known.
    init?(path: String) {
        let lowercased = path.lowercased()
        self.path = path
        if lowercased.hasSuffix(Self.specificationEnding) {
            image = nil
        } else if let image = ChartTool.Image.allCases.first(where: { lowercased.hasSuffix(".\($0.rawValue)") }) {
            self.image = image
        } else {
            return nil
        }
    }

    /// Writes the picture; where the chart tool is missing, its specification beside the image's place.
    /// - Returns: the file written.
    /// - Throws: `CommandFailure` with exit code 4 where the image asked for could not be made or written.
    func write(_ picture: Picture, tool: ChartTool = ChartTool()) throws -> String {
        let specification = picture.specification()
        guard let image else {
            try Terminal.deliver(specification.json, to: path)
            return path
        }
        do {
            let bytes = try tool.images([specification], as: image).joined()
            let sink = try ResultSink(path)
            try sink.write(bytes)
            try sink.close()
            return path
        } catch let failure as CommandFailure where !tool.canDraw {
            let fallback = path.dropLast(image.rawValue.count + 1) + Self.specificationEnding
            try Terminal.deliver(specification.json, to: String(fallback))
            throw CommandFailure(.environment, "\(failure.message)\nwrote the specification to '\(fallback)' instead")
        }
    }

    /// A name that is one plain part of a path.
    static func safe(_ name: String) -> String {
        let plain = name.unicodeScalars.map { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "-_.@".unicodeScalars.contains(scalar))
                ? String(scalar) : "-"
        }.joined()
        return plain.hasPrefix("-") || plain.hasPrefix(".") || plain.isEmpty ? "study\(plain)" : plain
    }
}
