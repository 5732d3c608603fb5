import Datasets
import Networks
import StudyCore

/// Reads `data`: a bare name, or a map with a name or a CSV file, counts and options.
struct DataReader {
    /// What goes with a table only.
    private static let tableKeys = ["label", "header", "separator", "target", "shape"]

    let catalog: DatasetCatalog
    let diagnostics: Diagnostics

    func read(_ node: Node) -> (request: DataRequest, order: ExampleOrder)? {
        if let name = node.textValue {
            return readName(name, node.position).map { (DataRequest(.named($0)), .shuffled) }
        }
        guard let map = MapReader(node, title: "'data'", diagnostics: diagnostics) else { return nil }
        let before = diagnostics.all.count
        let source = readSource(map)
        let train = map.integer("train", in: 1...Int.max)
        let validation = map.integer("validation", in: 0...Int.max)
        let test = map.integer("test", in: 0...Int.max)
        let standardize = map.boolean("standardize") ?? false
        let order = map.take("order").flatMap(readOrder) ?? .shuffled
        map.finish()
        guard diagnostics.all.count == before, let source else { return nil }
        return (
            DataRequest(source, train: train, validation: validation, test: test, standardize: standardize), order
        )
    }

    private func readSource(_ map: MapReader) -> DataRequest.Source? {
        let name = map.take("name")
        let path = map.take("csv")
        switch (name, path) {
        case (.some, .some):
            diagnostics.report(
                "stands beside 'name'", subject: "csv", at: map.keyPosition("csv"), suggestion: "keep one of the two")
            return nil
        case (let name?, nil):
            for key in Self.tableKeys where map.has(key) {
                diagnostics.report(
                    "goes with 'csv' only", subject: key, at: map.keyPosition(key), suggestion: "remove the key")
                _ = map.take(key)
            }
            return name.text(named: "name", diagnostics: diagnostics).flatMap { readName($0, name.position) }
                .map { .named($0) }
        case (nil, let path?): return readCSV(path, map)
        case (nil, nil):
            diagnostics.report(
                "'data' needs a name", at: map.node.position,
                suggestion: "write name: digits (known: \(catalog.names.joined(separator: ", "))), or csv: table.csv")
            for key in Self.tableKeys { _ = map.take(key) }
            return nil
        }
    }

    private func readName(_ name: String, _ position: SourcePosition?) -> String? {
        do {
            return try catalog.dataset(named: name).name
        } catch {
            diagnostics.report(error.description, subject: "data", at: position)
            return nil
        }
    }

    private func readCSV(_ path: Node, _ map: MapReader) -> DataRequest.Source? {
        guard let path = path.text(named: "csv", diagnostics: diagnostics) else { return nil }
        let hasHeader = map.boolean("header") ?? true
        var label = CSVOptions.Column.index(-1)
        if let node = map.take("label") {
            if let index = node.integerValue {
                guard index != 0 else {
                    diagnostics.report(
                        "columns count from 1, or from -1 backwards (got 0)", subject: "label", at: node.position)
                    return nil
                }
                label = .index(index)
            } else {
                guard let name = node.text(named: "label", diagnostics: diagnostics) else { return nil }
                label = .name(name)
            }
        }
        var separator: Character = ","
        if let node = map.take("separator") {
            guard let text = node.textValue, text.count == 1, let character = text.first, character.isASCII else {
                diagnostics.report(
                    "must be a single ASCII character (got \(node.described))", subject: "separator", at: node.position,
                    suggestion: "write separator: \";\"")
                return nil
            }
            separator = character
        }
        var target = CSVOptions.Target.classes
        if let node = map.take("target") {
            guard let word = node.option("target", known: ["classes", "number"], diagnostics: diagnostics)
            else { return nil }
            if word == "number" { target = .number }
        }
        var shape: [Int]?
        if let node = map.take("shape") {
            guard let read = readShape(node) else { return nil }
            shape = read
        }
        return .csv(
            CSVOptions(
                path: path, label: label, hasHeader: hasHeader, separator: separator, target: target, shape: shape))
    }

    private func readShape(_ node: Node) -> [Int]? {
        guard let list = node.list(named: "shape", diagnostics: diagnostics) else { return nil }
        guard list.count == 3 else {
            diagnostics.report(
                "must be channels, height and width (got \(node.described))", subject: "shape", at: node.position,
                suggestion: "write shape: [1, 28, 28]")
            return nil
        }
        let sides = list.compactMap { $0.integer(named: "shape", in: 1...(1 << 16), diagnostics: diagnostics) }
        return sides.count == 3 ? sides : nil
    }

    private func readOrder(_ node: Node) -> ExampleOrder? {
        switch node.option(
            "order", known: ["shuffled", "sequential", "by_class"], diagnostics: diagnostics)
        {
        case "shuffled": .shuffled
        case "sequential": .sequential
        case "by_class": .byClass
        default: nil
        }
    }
}
