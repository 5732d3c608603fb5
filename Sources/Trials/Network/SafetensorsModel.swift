import Foundation
import StudyCore

/// What a safetensors file says of itself; the values are not looked at.
public struct SafetensorsModel: Sendable {
    /// What is wrong with a file.
    public struct Damage: Error, Hashable, Sendable, CustomStringConvertible {
        public let description: String
    }

    /// Texts by name.
    public let metadata: [String: String]
    public let tensorCount: Int
    /// The number of values of all tensors.
    public let valueCount: Int

    /// - Throws: `Damage` when the file is not whole.
    public init(_ bytes: Data) throws(Damage) {
        guard bytes.count >= 8 else { throw Damage(description: "it has no header") }
        let length = bytes.prefix(8).enumerated().reduce(UInt64(0)) { $0 | UInt64($1.element) << (8 * $1.offset) }
        guard length <= UInt64(bytes.count - 8) else { throw Damage(description: "its header is cut off") }
        let text = String(decoding: bytes.dropFirst(8).prefix(Int(length)), as: UTF8.self)
        guard let header = try? Node(json: text), let entries = header.mapValue else {
            throw Damage(description: "its header is not JSON")
        }
        var metadata: [String: String] = [:]
        for entry in header["__metadata__"]?.mapValue ?? [] { metadata[entry.key] = entry.value.textValue }
        let tensors = entries.filter { $0.key != "__metadata__" }
        let ends = tensors.compactMap { $0.value["data_offsets"]?.listValue?.last?.integerValue }
        guard ends.count == tensors.count, (ends.max() ?? 0) == bytes.count - 8 - Int(length) else {
            throw Damage(description: "its values are cut off")
        }
        self.metadata = metadata
        tensorCount = tensors.count
        valueCount = tensors.reduce(0) { sum, tensor in
            sum + (tensor.value["shape"]?.listValue ?? []).reduce(1) { $0 * ($1.integerValue ?? 1) }
        }
    }

    /// How examples are prepared, a sentence: `Inputs are 1×28×28, bytes times 0.00392157.`
    public var preparation: String? {
        guard let text = metadata["input"], let input = try? Node(json: text),
            let shape = input["shape"]?.listValue?.compactMap(\.integerValue)
        else { return nil }
        var sentence = "Inputs are \(shape.map(String.init).joined(separator: "×"))"
        if shape.count > 1, metadata["module"]?.hasPrefix("torch.nn.Sequential(torch.nn.Linear(") == true {
            sentence += " as rows of \(shape.reduce(1, *)) values"
        }
        if let scale = input["scale"]?.numberValue { sentence += ", bytes times \(Float(scale))" }
        if input["shift"] != nil {
            sentence +=
                ", standardized by the shift and factor under 'input' in the file's metadata: (x − shift) · factor"
        }
        return sentence + "."
    }
}
