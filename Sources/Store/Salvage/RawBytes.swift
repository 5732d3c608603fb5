/// Reading the big-endian numbers of SQLite's file format (https://sqlite.org/fileformat2.html). Nothing here trusts the
/// bytes: what lies outside of them is nil.
extension [UInt8] {
    func bigEndian16(at offset: Int) -> Int? {
        guard offset >= 0, offset + 2 <= count else { return nil }
        return Int(self[offset]) << 8 | Int(self[offset + 1])
    }

    func bigEndian32(at offset: Int) -> UInt32? {
        guard offset >= 0, offset + 4 <= count else { return nil }
        return self[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }

    func littleEndian32(at offset: Int) -> UInt32? { bigEndian32(at: offset)?.byteSwapped }

    /// A variable-length integer of one to nine bytes, and how many these are.
    func variableInteger(at offset: Int) -> (value: Int64, length: Int)? {
        var value: UInt64 = 0
        for place in 0..<9 {
            guard offset >= 0, offset + place < count else { return nil }
            let byte = self[offset + place]
            if place == 8 { return (Int64(bitPattern: value << 8 | UInt64(byte)), 9) }
            value = value << 7 | UInt64(byte & 0x7F)
            if byte < 0x80 { return (Int64(bitPattern: value), place + 1) }
        }
        return nil
    }

    /// A signed number of `length` bytes, at most 8.
    func signedBigEndian(at offset: Int, length: Int) -> Int64? {
        guard offset >= 0, length > 0, length <= 8, offset + length <= count else { return nil }
        let bits = self[offset..<offset + length].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let unused = 64 - 8 * length
        return Int64(bitPattern: bits << unused) >> unused
    }
}
