import Networks
import StudyCore

/// Tensors in the safetensors format (https://huggingface.co/docs/safetensors): the length of the header, unsigned and
/// little-endian in 8 bytes; the header, a JSON map from names to type, shape and place; the values, little-endian.
struct SafetensorsFile {
    /// The length and the header; padded with spaces so that the values begin at a multiple of 8 bytes.
    let header: [UInt8]
    /// The values of all tensors, one after the other.
    let values: [UInt8]

    /// - Parameter metadata: texts by name.
    init(_ tensors: [TrainedTensor], metadata: [(name: String, text: String)]) {
        // Wider types first, so that each value lies at a multiple of its size.
        let sorted = tensors.filter(\.isInteger) + tensors.filter { !$0.isInteger }
        var entries: [(String, Node)] = [
            ("__metadata__", .map([("format", "pt")] + metadata.map { ($0.name, .text($0.text)) }))
        ]
        var values: [UInt8] = []
        values.reserveCapacity(sorted.reduce(0) { $0 + $1.byteCount })
        for tensor in sorted {
            let start = values.count
            switch tensor.values {
            case .floats(let floats):
                // A closure, since a key path of two steps is taken anew for each value.
                floats.map { $0.bitPattern.littleEndian }.withUnsafeBytes { values += $0 }
            case .integer(let integer):
                withUnsafeBytes(of: integer.littleEndian) { values += $0 }
            }
            entries.append(
                (
                    tensor.name,
                    [
                        "dtype": tensor.isInteger ? "I64" : "F32",
                        "shape": .list(tensor.shape.map { .integer($0) }),
                        "data_offsets": [.integer(start), .integer(values.count)],
                    ]
                ))
        }
        var text = Array(Node.map(entries).json.utf8)
        text += [UInt8](repeating: UInt8(ascii: " "), count: (8 - text.count % 8) % 8)
        header = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text
        self.values = values
    }
}

extension TrainedTensor {
    fileprivate var isInteger: Bool { if case .integer = values { true } else { false } }

    fileprivate var byteCount: Int {
        switch values {
        case .floats(let floats): 4 * floats.count
        case .integer: 8
        }
    }
}
