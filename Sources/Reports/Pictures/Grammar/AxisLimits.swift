import Foundation
import StudyCore

/// An axis of a picture.
public enum PictureAxis: String, Sendable {
    case x
    case y
}

/// Chosen ends of an axis, in the units that it shows; an end that is nil goes by the data.
public struct AxisLimits: Hashable, Sendable {
    public let low: Double?
    public let high: Double?

    /// Nil where these are no ends: neither is given, one is not finite, or they are not in ascending order.
    public init?(low: Double?, high: Double?) {
        guard low != nil || high != nil, [low, high].allSatisfy({ $0?.isFinite ?? true }) else { return nil }
        if let low, let high, low >= high { return nil }
        self.low = low
        self.high = high
    }
}

extension Chart {
    /// The same with other ends of an axis, at which the marks are cut off.
    func limited(_ axis: PictureAxis, _ limits: AxisLimits) throws(PictureAbsence) -> Chart {
        let places = values(on: axis)
        var copy = self
        copy.layers = []
        for layer in layers {
            var limited = layer
            if !limited.settings.contains(where: { $0.0 == "clip" }) { limited.settings.append(("clip", true)) }
            limited.encodings = []
            for (channel, encoding) in layer.encodings {
                let isMeant = channel.rawValue == axis.rawValue
                limited.encodings.append((channel, isMeant ? try encoding.limited(axis, limits, places) : encoding))
            }
            copy.layers.append(limited)
        }
        return copy
    }

    /// The names of the lines of which no point lies between the ends of an axis.
    func linesBeyond(_ axis: PictureAxis) -> [String] {
        layers.flatMap { layer -> [String] in
            guard layer.mark == .line,
                let encoding = layer.encodings.first(where: { $0.0.rawValue == axis.rawValue })?.1,
                let name = layer.encodings.first(where: { $0.0 == .color })?.1.node["field"]?.textValue,
                let field = encoding.node["field"]?.textValue,
                let ends = encoding.node["scale"]?["domain"]?.listValue?.compactMap(\.numberValue), ends.count == 2
            else { return [] }
            var lines: [(name: String, isSeen: Bool)] = []
            for row in data.first(where: { $0.name == layer.data })?.rows ?? [] {
                guard let line = row[name]?.textValue, let value = row[field]?.numberValue else { continue }
                let isSeen = ends[0] <= value && value <= ends[1]
                if let place = lines.lastIndex(where: { $0.name == line }) {
                    lines[place].isSeen = lines[place].isSeen || isSeen
                } else {
                    lines.append((line, isSeen))
                }
            }
            return lines.filter { !$0.isSeen }.map(\.name)
        }
    }

    /// The numbers that the rows have on an axis.
    private func values(on axis: PictureAxis) -> [Double] {
        let channels = [axis.rawValue, "\(axis.rawValue)2"]
        return layers.flatMap { layer in
            let fields = layer.encodings.filter { channels.contains($0.0.rawValue) }
                .compactMap { $0.1.node["field"]?.textValue }
            let rows = data.first { $0.name == layer.data }?.rows ?? []
            return fields.flatMap { field in rows.compactMap { $0[field]?.numberValue } }
        }
    }
}

extension Encoding {
    /// How far from the data an end lies that was not chosen, as a share of the axis.
    private static let margin = 0.04

    /// The same with other ends; a channel that holds a place on the screen stays as it is.
    /// - Parameter values: that are drawn on the axis.
    fileprivate func limited(
        _ axis: PictureAxis, _ limits: AxisLimits, _ values: [Double]
    ) throws(PictureAbsence) -> Encoding {
        guard node["type"]?.textValue == FieldType.quantitative.rawValue else { return self }
        let scale = node["scale"]?.mapValue ?? []
        let isLogarithmic = scale.contains { $0.key == "type" && $0.value == "log" }
        let isPositive = [limits.low, limits.high].allSatisfy { $0.map { $0 > 0 } ?? true }
        guard !isLogarithmic || isPositive else { throw .limitsBeyondLogarithm(axis) }
        let (low, high) = try Self.ends(limits, isLogarithmic ? values.filter { $0 > 0 } : values, axis, isLogarithmic)
        let kept = scale.filter { !["domain", "nice", "clamp"].contains($0.key) }.map { ($0.key, $0.value) }
        return replacing("scale", .map(kept + [("domain", [.real(low), .real(high)]), ("nice", false)]))
    }

    /// Both ends: one that was not chosen lies just beyond the values.
    private static func ends(
        _ limits: AxisLimits, _ values: [Double], _ axis: PictureAxis, _ isLogarithmic: Bool
    ) throws(PictureAbsence) -> (low: Double, high: Double) {
        if let low = limits.low, let high = limits.high { return (low, high) }
        func place(_ value: Double) -> Double { isLogarithmic ? log(value) : value }
        func value(_ place: Double) -> Double { isLogarithmic ? exp(place) : place }
        guard let least = values.min(), let greatest = values.max(), limits.low ?? least < limits.high ?? greatest
        else {
            throw .beyondData(axis)
        }
        let span = place(limits.high ?? greatest) - place(limits.low ?? least)
        return (
            limits.low ?? value(place(least) - margin * span), limits.high ?? value(place(greatest) + margin * span)
        )
    }
}
