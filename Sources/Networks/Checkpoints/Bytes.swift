/// Puts numbers and texts one after the other, little-endian and without padding.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    /// - Parameter bytes: what has been written before.
    public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    public mutating func write(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Bit for bit.
    public mutating func write(_ value: Double) { write(value.bitPattern) }

    public mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    /// The number of bytes, then the bytes.
    public mutating func write(_ value: [UInt8]) {
        write(value.count)
        bytes.append(contentsOf: value)
    }

    /// In UTF-8.
    public mutating func write(_ value: String) { write(Array(value.utf8)) }

    mutating func write(_ values: [Double]) {
        write(values.count)
        for value in values { write(value) }
    }

    /// Whether there is a value, then the value.
    mutating func write<Value>(_ value: Value?, _ body: (inout ByteWriter, Value) -> Void) {
        write(value != nil)
        if let value { body(&self, value) }
    }
}

/// Bytes that do not hold what they should.
public struct UnreadableBytes: Error, Hashable, Sendable {
    public init() {}
}

/// Reads what a `ByteWriter` wrote. Whatever the bytes are, nothing beyond them is read, and no more memory is taken than
/// they justify.
public struct ByteReader {
    private var rest: UnsafeRawBufferPointer

    /// - Parameter bytes: must outlive the reader.
    public init(_ bytes: UnsafeRawBufferPointer) { rest = bytes }

    /// How many bytes are left.
    public var count: Int { rest.count }

    /// The next bytes, where they are.
    public mutating func take(_ count: Int) throws(UnreadableBytes) -> UnsafeRawBufferPointer {
        guard count >= 0, count <= rest.count else { throw UnreadableBytes() }
        defer { rest = UnsafeRawBufferPointer(rebasing: rest[count...]) }
        return UnsafeRawBufferPointer(rebasing: rest[..<count])
    }

    public mutating func read<Value: FixedWidthInteger>(_: Value.Type = Value.self) throws(UnreadableBytes) -> Value {
        Value(littleEndian: try take(MemoryLayout<Value>.size).loadUnaligned(as: Value.self))
    }

    public mutating func read(_: Double.Type = Double.self) throws(UnreadableBytes) -> Double {
        Double(bitPattern: try read(UInt64.self))
    }

    public mutating func read(_: Bool.Type = Bool.self) throws(UnreadableBytes) -> Bool {
        switch try read(UInt8.self) {
        case 0: return false
        case 1: return true
        default: throw UnreadableBytes()
        }
    }

    public mutating func read(_: [UInt8].Type = [UInt8].self) throws(UnreadableBytes) -> [UInt8] {
        let count = try read(Int.self)
        return Array(try take(count))
    }

    public mutating func read(_: String.Type = String.self) throws(UnreadableBytes) -> String {
        let count = try read(Int.self)
        guard let text = String(validating: try take(count), as: UTF8.self) else { throw UnreadableBytes() }
        return text
    }

    mutating func read(_: [Double].Type = [Double].self) throws(UnreadableBytes) -> [Double] {
        let count = try read(Int.self)
        guard count >= 0, count <= rest.count / MemoryLayout<Double>.size else { throw UnreadableBytes() }
        var values: [Double] = []
        values.reserveCapacity(count)
        for _ in 0..<count { values.append(try read()) }
        return values
    }

    mutating func readOptional<Value>(
        _ body: (inout ByteReader) throws(UnreadableBytes) -> Value
    ) throws(UnreadableBytes) -> Value? {
        try read(Bool.self) ? try body(&self) : nil
    }
}

extension Double {
    init(from reader: inout ByteReader) throws(UnreadableBytes) { self = try reader.read() }
}
