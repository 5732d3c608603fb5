extension Distribution {
    /// The type of the values, as `plan` shows it.
    public var typeDescription: String {
        switch self {
        case .constant(let value): Self.typeName(of: [value])
        case .values(let values, _): Self.typeName(of: values)
        case .variants: "variant"
        case .integerUniform, .integerLogUniform: "integer"
        default: "real"
        }
    }

    /// The range as `plan` shows it: `0.001 … 1.0 (log_uniform)`.
    public var rangeDescription: String {
        func text(_ value: Double) -> String { Node.real(value).json }
        func span(_ low: String, _ high: String, _ note: String) -> String { "\(low) … \(high) (\(note))" }
        switch self {
        case .constant(let value): return value.text
        case .values(let values, let weights):
            let list = values.prefix(8).map(\.text).joined(separator: ", ") + (values.count > 8 ? ", …" : "")
            return list + (weights == nil ? "" : " (weighted)")
        case .variants(let variants): return variants.map(\.name).joined(separator: ", ")
        case .linspace(let low, let high, let count), .geomspace(let low, let high, let count):
            return span(text(low), text(high), "\(keyword), \(count) values")
        case .uniform(let low, let high, let step?): return span(text(low), text(high), "uniform, step \(text(step))")
        case .uniform(let low, let high, .none), .logUniform(let low, let high), .reverseLogUniform(let low, let high):
            return span(text(low), text(high), keyword)
        case .integerUniform(let low, let high, let step), .integerLogUniform(let low, let high, let step):
            return span("\(low)", "\(high)", step == 1 ? keyword : "\(keyword), step \(step)")
        case .normal(let mean, let deviation, let low, let high):
            return "mean \(text(mean)), deviation \(text(deviation))" + Self.truncation(low, high)
        case .logNormal(let mu, let sigma, let low, let high):
            return "exp of normal, mu \(text(mu)), sigma \(text(sigma))" + Self.truncation(low, high)
        }
    }

    private static func truncation(_ low: Double?, _ high: Double?) -> String {
        if low == nil && high == nil { return "" }
        let edges = [low, high].map { $0.map { Node.real($0).json } ?? "∞" }
        return " (from \(low == nil ? "-∞" : edges[0]) to \(edges[1]))"
    }

    private static func typeName(of values: [Scalar]) -> String {
        let names = Set(
            values.map { value in
                switch value {
                case .null: "null"
                case .boolean: "boolean"
                case .integer: "integer"
                case .real: "real"
                case .text: "text"
                }
            })
        if names.count == 1, let name = names.first { return name }
        return names == ["integer", "real"] ? "real" : "mixed"
    }
}
