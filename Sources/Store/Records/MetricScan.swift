import GRDB
import StudyCore

/// The metrics of a study's runs, one run after the other. Most have the names of the run before, and share the list.
struct MetricScan {
    private let rows: RawRows
    private var names: [String] = []
    private var bytes: [[UInt8]] = []

    /// - Parameter rows: trial, repeat, name, value and state, in the order of the runs.
    init(_ rows: RawRows) { self.rows = rows }

    /// The metrics of a run that comes after all asked for before.
    mutating func values(of key: RunKey) throws -> MetricValues {
        var values: [Double] = []
        var isAsBefore = true
        while let found = rows.key, found <= key {
            if found == key, let name = rows.text(2) {
                let place = values.count
                if values.isEmpty { values.reserveCapacity(names.count) }
                if !isAsBefore || place >= names.count || !name.elementsEqual(bytes[place]) {
                    if isAsBefore { keep(place) }
                    isAsBefore = false
                    names.append(String(decoding: name, as: UTF8.self))
                    bytes.append(Array(name))
                }
                values.append(number)
            }
            try rows.advance()
        }
        guard !values.isEmpty else { return [:] }
        if values.count < names.count { keep(values.count) }
        return MetricValues(keys: names, values: values)
    }

    private mutating func keep(_ count: Int) {
        names = Array(names.prefix(count))
        bytes = Array(bytes.prefix(count))
    }

    private var number: Double {
        if !rows.isNull(3) { return rows.real(3) }
        return StoredNumber(value: nil, state: rows.text(4).map { String(decoding: $0, as: UTF8.self) }).number
    }
}
