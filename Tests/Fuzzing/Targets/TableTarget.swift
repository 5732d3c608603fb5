import Datasets
import Foundation

/// CSV files, read as examples with classes or numbers and as columns of numbers, with several settings each.
public struct TableTarget: FuzzTarget {
    public let name = "table"
    private let scratch = FuzzScratch()
    public init() {}

    public let words = [
        ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", "\r", " ", "x", "y", "kind", "1", "-1", "0.5", "1e38", "1e39",
        "1e308",
        "1e400", "nan", "inf", "0x10", "+", "-", ".", "e", "1e", ",,", "\n\n", "a\"b", "\u{FEFF}", "é", "1,5",
    ]

    private static let settings: [(label: CSVOptions.Column, hasHeader: Bool, separator: Character)] = [
        (.index(-1), true, ","), (.name("kind"), true, ","), (.index(1), false, ";"), (.index(2), false, "\t"),
    ]

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        guard let path = scratch.write(input, to: "table.csv") else {
            return FuzzOutcome(complaints: ["the scratch directory cannot be written"])
        }
        var outcome = FuzzOutcome()
        for (label, hasHeader, separator) in Self.settings {
            for target in [CSVOptions.Target.classes, .number] {
                let options = CSVOptions(
                    path: path, label: label, hasHeader: hasHeader, separator: separator, target: target)
                outcome.join(load(DataRequest(.csv(options), standardize: hasHeader)))
            }
            let request = NumberTable.Request(
                path: path, columns: [label, .index(1)], hasHeader: hasHeader, separator: separator)
            outcome.join(read(request))
        }
        return outcome
    }

    private func load(_ request: DataRequest) -> FuzzOutcome {
        do throws(DatasetError) {
            let data = try DatasetLoader().load(request, from: scratch.locations)
            var complaints = [data.description].flatMap { SentenceRules.complaints($0) }
            complaints += data.warnings.flatMap { SentenceRules.complaints($0) }
            for table in [data.train, data.validation, data.test] { complaints += TableRules.complaints(table) }
            return FuzzOutcome(isAccepted: true, complaints: complaints)
        } catch {
            return FuzzOutcome(complaints: SentenceRules.complaints(error.description))
        }
    }

    private func read(_ request: NumberTable.Request) -> FuzzOutcome {
        do throws(DatasetError) {
            let table = try NumberTable(request, from: scratch.locations)
            let isSound = table.columns.allSatisfy { $0.count == table.rows && $0.allSatisfy(\.isFinite) }
            return FuzzOutcome(
                isAccepted: true, complaints: isSound ? [] : ["columns of numbers differ in length, or are not finite"])
        } catch {
            return FuzzOutcome(complaints: SentenceRules.complaints(error.description))
        }
    }
}

/// What every table of examples must be.
enum TableRules {
    static func complaints(_ table: ExampleTable) -> [String] {
        var complaints: [String] = []
        if table.featureCount < 1 { complaints.append("a table has no features") }
        switch table.targets {
        case .classes(let labels, let count):
            if labels.count != table.rows || labels.contains(where: { $0 < 0 || $0 >= count }) {
                complaints.append("labels do not fit the table's rows and classes")
            }
        case .numbers(let numbers):
            if numbers.count != table.rows || !numbers.allSatisfy(\.isFinite) {
                complaints.append("numbers to be predicted do not fit the table's rows, or are not finite")
            }
        }
        guard table.rows > 0, table.rows * table.featureCount < 1 << 20 else { return complaints }
        let features = UnsafeMutablePointer<Float>.allocate(capacity: table.rows * table.featureCount)
        defer { features.deallocate() }
        table.copy(rows: 0..<table.rows, into: features)
        if (0..<table.rows * table.featureCount).contains(where: { !features[$0].isFinite }) {
            complaints.append("a feature is not finite")
        }
        return complaints
    }
}
