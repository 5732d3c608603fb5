import Foundation
import GRDB

/// A row as it lies in a file, its columns in the order in which they are stored.
struct StoredRow {
    /// Of tables with row numbers.
    let rowid: Int64?
    let values: [DatabaseValue]

    /// Decodes a record (section 2.1 of the file format); nil where it is none.
    /// - Parameter columnLimit: records of more columns are none of ours.
    init?(_ bytes: [UInt8], rowid: Int64?, columnLimit: Int = 32) {
        guard let (headerSize, first) = bytes.variableInteger(at: 0), headerSize >= first, headerSize <= bytes.count
        else {
            return nil
        }
        var types: [Int64] = []
        var offset = first
        while offset < headerSize {
            guard types.count < columnLimit, let (type, length) = bytes.variableInteger(at: offset), type >= 0 else {
                return nil
            }
            types.append(type)
            offset += length
        }
        guard offset == headerSize else { return nil }
        var values: [DatabaseValue] = []
        for type in types {
            guard let (value, length) = Self.value(bytes, type, at: offset) else { return nil }
            values.append(value)
            offset += length
        }
        guard offset == bytes.count else { return nil }
        self.rowid = rowid
        self.values = values
    }

    private static func value(_ bytes: [UInt8], _ type: Int64, at offset: Int) -> (DatabaseValue, Int)? {
        switch type {
        case 0: return (.null, 0)
        case 1...6:
            let length = [1, 2, 3, 4, 6, 8][Int(type) - 1]
            return bytes.signedBigEndian(at: offset, length: length).map { ($0.databaseValue, length) }
        case 7:
            return bytes.signedBigEndian(at: offset, length: 8).map {
                (Double(bitPattern: UInt64(bitPattern: $0)).databaseValue, 8)
            }
        case 8, 9: return (Int64(type - 8).databaseValue, 0)
        case 12...:
            let length = Int((type - 12) / 2)
            guard length <= bytes.count - offset else { return nil }
            let content = bytes[offset..<offset + length]
            if type % 2 == 0 { return (Data(content).databaseValue, length) }
            return String(validating: content, as: UTF8.self).map { ($0.databaseValue, length) }
        default: return nil
        }
    }

    func integer(_ column: Int) -> Int64? {
        guard values.indices.contains(column), case .int64(let value) = values[column].storage else { return nil }
        return value
    }

    func text(_ column: Int) -> String? {
        guard values.indices.contains(column), case .string(let value) = values[column].storage else { return nil }
        return value
    }

    func blob(_ column: Int) -> Data? {
        guard values.indices.contains(column), case .blob(let value) = values[column].storage else { return nil }
        return value
    }
}
