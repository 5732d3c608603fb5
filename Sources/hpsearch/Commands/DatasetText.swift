import Datasets
import Foundation

/// What `data list` and `data info` say.
enum DatasetText {
    static func describe(_ details: DatasetDetails) -> String {
        let status = details.status
        var rows = [
            ["name", status.name],
            ["what", status.summary],
            ["where", status.availability.text],
            ["examples", status.size.text],
            ["shape", status.size.shape.map(String.init).joined(separator: " × ")],
            ["classes", String(status.size.classCount)],
            [
                "split by default",
                "\(details.defaultCounts.train) to train, \(details.defaultCounts.validation) to validate, "
                    + "\(details.defaultCounts.test) held out",
            ],
            ["authors", "\(details.provenance.authors), \(details.provenance.year)"],
            ["source", details.provenance.source],
            ["licence", details.provenance.licence],
        ]
        if let checksum = details.checksum { rows.append(["SHA-256", checksum]) }
        for file in details.files { rows.append(["file", "\(file.path) (\(file.bytes) bytes)"]) }
        var text = Columns.text(rows)
        if let training = details.trainingClassCounts, let heldOut = details.heldOutClassCounts {
            let classes = zip(details.classNames, zip(training, heldOut)).map { [$0, String($1.0), String($1.1)] }
            text += "\n\n" + Columns.text(classes, heading: ["class", "training part", "held out"])
        }
        return text
    }
}

extension DatasetSize {
    var text: String { "\(trainingRows) + \(heldOutRows) held out" }
}

extension DatasetStatus.Availability {
    var text: String {
        switch self {
        case .builtIn: "built in"
        case .present(let directory, _): directory
        case .unusable(let reason): "unusable: \(reason)"
        case .absent(let bytes): "not here (hpsearch data fetch, \((bytes + (1 << 20) - 1) >> 20) MiB)"
        }
    }
}

/// Rows of text in columns, two spaces apart, the last one as long as it likes.
enum Columns {
    static func text(_ rows: [[String]], heading: [String]? = nil) -> String {
        let all = (heading.map { [$0] } ?? []) + rows
        let count = all.map(\.count).max() ?? 0
        let widths = (0..<count).map { column in
            all.compactMap { column < $0.count - 1 ? $0[column].count : nil }.max() ?? 0
        }
        return all.map { row in
            row.enumerated().map { column, text in
                column < row.count - 1
                    ? text + String(repeating: " ", count: max(0, widths[column] - text.count)) : text
            }.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}
