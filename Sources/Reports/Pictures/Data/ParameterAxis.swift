import Foundation
import StudyCore

/// How a parameter is put on an axis.
struct ParameterAxis: Sendable {
    enum Scale: Hashable, Sendable {
        case continuous(PositionScale)
        /// One place for each value.
        case categories([Scalar])
    }

    let name: String
    /// The column of rows that holds its values.
    let field: String
    let scale: Scale
    /// The ends of the axis; nil for categories and where nothing is known.
    let bounds: ClosedRange<Double>?
    /// Whether the bounds are declared, instead of seen.
    let isBounded: Bool
    /// The least and the greatest of a declared list of numbers; nil where none is declared.
    let listEnds: ClosedRange<Double>?
    /// Whether trials differ in it.
    let varies: Bool
    /// Whether all its values are numbers.
    let isNumeric: Bool

    /// The most values that get a place each.
    static let greatestCategoryCount = 16

    /// - Parameters:
    ///   - index: among the study's parameters.
    ///   - distribution: nil where it is not known; then the values tell.
    ///   - values: that occur.
    init(name: String, index: Int, distribution: Distribution?, values: [Scalar]) {
        self.name = name
        field = "p\(index)"
        var seen: Set<Scalar> = []
        let different = values.filter { seen.insert($0.sameness).inserted }
        varies = different.count > 1
        let numbers = different.compactMap(\.number).filter(\.isFinite)
        isNumeric = numbers.count == different.count && !numbers.isEmpty
        listEnds = distribution.flatMap(Self.listEnds)
        let declared = distribution.flatMap(Self.declared)
        let areFew = different.count <= Self.greatestCategoryCount && declared == nil
        guard isNumeric, !areFew, let low = numbers.min(), let high = numbers.max() else {
            scale = .categories(Self.ordered(different, distribution: distribution, isNumeric: isNumeric))
            bounds = nil
            isBounded = false
            return
        }
        let wanted = declared?.scale ?? .linear
        let fits = wanted == .linear || (wanted == .log && low > 0) || (wanted == .complementLog && high < 1)
        scale = .continuous(fits ? wanted : .linear)
        bounds = declared?.bounds ?? low...high
        isBounded = declared?.bounds != nil
    }

    /// How a distribution of numbers spreads them, and its ends where it has any; nil for lists of values.
    private static func declared(
        _ distribution: Distribution
    ) -> (scale: PositionScale, bounds: ClosedRange<Double>?)? {
        switch distribution {
        case .constant, .values, .variants: nil
        case .linspace(let low, let high, _), .uniform(let low, let high, _):
            (.linear, min(low, high)...max(low, high))
        case .geomspace(let low, let high, _): (low > 0 && high > 0 ? .log : .linear, min(low, high)...max(low, high))
        case .logUniform(let low, let high): (.log, low...high)
        case .reverseLogUniform(let low, let high): (.complementLog, low...high)
        case .integerUniform(let low, let high, _): (.linear, Double(low)...Double(high))
        case .integerLogUniform(let low, let high, _): (.log, Double(low)...Double(high))
        case .normal: (.linear, nil)
        case .logNormal: (.log, nil)
        }
    }

    private static func listEnds(_ distribution: Distribution) -> ClosedRange<Double>? {
        guard case .values(let values, _) = distribution else { return nil }
        let numbers = values.compactMap(\.number).filter(\.isFinite)
        guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max(), low < high else {
            return nil
        }
        return low...high
    }

    private static func ordered(_ values: [Scalar], distribution: Distribution?, isNumeric: Bool) -> [Scalar] {
        if isNumeric { return values.sorted { ($0.number ?? 0) < ($1.number ?? 0) } }
        let declared = distribution?.enumerated ?? []
        let places = Dictionary(declared.enumerated().map { ($1.sameness, $0) }) { first, _ in first }
        return values.enumerated().sorted { left, right in
            let (first, second) = (places[left.element.sameness] ?? .max, places[right.element.sameness] ?? .max)
            return first == second ? left.offset < right.offset : first < second
        }.map(\.element)
    }

    /// What a row holds under `field`; nil where the trial has no value, or one that has no place on the axis.
    func cell(_ configuration: Configuration) -> Node? {
        guard let value = configuration[name] else { return nil }
        switch scale {
        case .categories: return Self.label(value)
        case .continuous(let scale):
            guard let number = value.number, number.isFinite else { return nil }
            return .real(scale == .complementLog ? 1 - number : number)
        }
    }

    /// A value that has a place of its own, as text.
    static func label(_ value: Scalar) -> Node { .text(visiblyPrintable(value.text)) }

    /// A value as tables show it: in full where it is one of few, so that it is found by its place's name.
    func text(_ value: Scalar?) -> String {
        guard case .categories = scale, let value else { return NumberText.scalar(value) }
        return visiblyPrintable(value.text)
    }

    /// Where a value lies between the ends of the axis, 0…1.
    func share(_ value: Scalar) -> Double? {
        switch scale {
        case .categories(let values):
            guard let index = values.firstIndex(where: { $0.matches(value) }) else { return nil }
            return values.count > 1 ? Double(index) / Double(values.count - 1) : 0.5
        case .continuous(let scale):
            guard let number = value.number, let bounds else { return nil }
            let (low, high) = (Self.place(bounds.lowerBound, scale), Self.place(bounds.upperBound, scale))
            let place = Self.place(number, scale)
            guard low.isFinite, high.isFinite, place.isFinite else { return nil }
            return high == low ? 0.5 : (place - low) / (high - low)
        }
    }

    /// The value at a share of the axis, as rows hold it.
    func cell(atShare share: Double) -> Double? {
        guard case .continuous(let scale) = scale, let bounds else { return nil }
        let (low, high) = (Self.place(bounds.lowerBound, scale), Self.place(bounds.upperBound, scale))
        let place = low + share * (high - low)
        return switch scale {
        case .linear: place
        case .log: exp(place)
        case .complementLog: exp(-place)
        }
    }

    /// Ascending in the value.
    private static func place(_ value: Double, _ scale: PositionScale) -> Double {
        switch scale {
        case .linear: value
        case .log: log(value)
        case .complementLog: -log(1 - value)
        }
    }

    var encoding: Encoding {
        switch scale {
        case .categories(let values):
            let labels = values.map(Self.label)
            let width = labels.reduce(0) { $0 + ($1.textValue?.count ?? 0) + 2 }
            return .field(field, .ordinal).titled(name).sorted(labels).axis(["labelAngle": width > 34 ? -40 : 0])
        case .continuous(let scale):
            return .field(field, .quantitative).titled(name).scaled(
                scale, from: cell(atShare: 0), to: cell(atShare: 1))
        }
    }

    /// How a selection on this axis reads in the table's terms.
    var brushed: BrushedField {
        switch scale {
        case .categories: BrushedField(field: field, column: field, isDiscrete: true)
        case .continuous(let scale):
            BrushedField(field: field, column: field, isComplement: scale == .complementLog)
        }
    }
}
