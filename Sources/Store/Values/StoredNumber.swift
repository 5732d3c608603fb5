/// A number as two columns: SQLite keeps no NaN, and an infinity in a column of numbers surprises whoever reads it.
struct StoredNumber: Hashable {
    /// NULL where the number is not finite.
    let value: Double?
    /// Else NULL.
    let state: String?

    init(_ number: Double) {
        value = number.isFinite ? number : nil
        state = number.isFinite ? nil : number.isNaN ? "nan" : number > 0 ? "inf" : "-inf"
    }

    init(value: Double?, state: String?) {
        self.value = value
        self.state = state
    }

    var number: Double {
        if let value { return value }
        return switch state {
        case "inf": .infinity
        case "-inf": -.infinity
        default: .nan
        }
    }
}
