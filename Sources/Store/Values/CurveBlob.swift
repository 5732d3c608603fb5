import Foundation
import StudyCore

import struct StudyCore.Measurement

/// Measurements as the `curve` table keeps them: rows of numbers, bit for bit, and what their columns are.
///
/// A row is, in little-endian order: the number of its layout (32 bits), the step (64 bits), the seconds (IEEE 754
/// double) and one double for each name of the layout. Layouts are JSON: `[["epoch", "train.loss", …], …]`.
struct CurveBlob: Hashable {
    struct Layout: Hashable {
        let unit: Measurement.Unit
        let names: [String]
    }

    private(set) var layouts: [Layout] = []
    private(set) var data = Data()
    private(set) var steps = 0

    init() {}

    mutating func append(_ measurement: Measurement) {
        let layout = layoutNumber(for: measurement)
        var row = [UInt8]()
        row.reserveCapacity(20 + 8 * measurement.values.count)
        row.append(littleEndian: UInt32(layout))
        row.append(littleEndian: Int64(measurement.step))
        row.append(littleEndian: measurement.seconds.bitPattern)
        for entry in measurement.values { row.append(littleEndian: entry.value.bitPattern) }
        data.append(contentsOf: row)
        steps += 1
    }

    private mutating func layoutNumber(for measurement: Measurement) -> Int {
        // The last layout is nearly always the right one: compare in place, without making a list of names.
        if let known = layouts.lastIndex(where: { layout in
            layout.unit == measurement.unit && layout.names.count == measurement.values.count
                && zip(layout.names, measurement.values).allSatisfy { $0 == $1.name }
        }) {
            return known
        }
        layouts.append(Layout(unit: measurement.unit, names: measurement.values.map(\.name)))
        return layouts.count - 1
    }

    var layoutsText: String {
        Node.list(layouts.map { .list([.text($0.unit.rawValue)] + $0.names.map { Node.text($0) }) }).json
    }

    /// Adds the measurements in a stored blob to `measurements`.
    /// - Throws: `StoreError.inconsistent` when the blob does not fit its layouts.
    static func read(layouts text: String, data: Data, into measurements: inout [Measurement]) throws {
        let layouts = try layouts(text)
        try data.withUnsafeBytes { bytes in
            var offset = 0
            while offset < bytes.count {
                guard bytes.count - offset >= 20 else { throw broken }
                let number = Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
                let step = Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset + 4, as: Int64.self))
                let seconds = bytes.double(at: offset + 12)
                offset += 20
                guard number < layouts.count, (bytes.count - offset) / 8 >= layouts[number].names.count else {
                    throw broken
                }
                let layout = layouts[number]
                let values = layout.names.enumerated().map { place, name in
                    (name: name, value: bytes.double(at: offset + 8 * place))
                }
                offset += 8 * layout.names.count
                measurements.append(
                    Measurement(unit: layout.unit, step: Int(step), seconds: seconds, values: values))
            }
        }
    }

    private static var broken: StoreError { .inconsistent("a stored curve does not fit its layouts") }

    private static func layouts(_ text: String) throws -> [Layout] {
        guard let list = (try? Node(json: text))?.listValue else { throw broken }
        return try list.map { node in
            guard let words = node.listValue?.map(\.textValue), let first = words.first,
                let unit = first.flatMap(Measurement.Unit.init(rawValue:)), !words.contains(nil)
            else { throw broken }
            return Layout(unit: unit, names: words.dropFirst().compactMap { $0 })
        }
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }
}

extension UnsafeRawBufferPointer {
    fileprivate func double(at offset: Int) -> Double {
        Double(bitPattern: UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
    }
}
