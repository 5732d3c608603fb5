import Foundation

/// Decimal texts of numbers as C's `printf` makes them, to the last digit. Foundation's `String(format:)` takes some twenty
/// times as long, and a table of a large study has a million numbers.
enum DecimalText {
    /// As `%.3f` with so many digits after the point, 0 to 7.
    static func fixed(_ value: Double, digits: Int) -> String {
        guard abs(value) < 1e8, digits < powers.count else { return String(format: "%.\(digits)f", value) }
        return text(roundedTimes(abs(value), powers[digits]), digits: digits, isNegative: value.sign == .minus)
    }

    /// The power of ten of the first of four significant digits, once the number is rounded to these: 3 for 9999.4 and 4 for
    /// 9999.6. Nil where it is not within −4…4.
    static func exponent(_ value: Double) -> Int? {
        let size = abs(value)
        guard size >= 1e-4, size < 1e4 else { return nil }
        // The doubles nearest to these powers lie just above them, so that comparing with them is right.
        let exponent = size < 1e-3 ? -4 : size < 1e-2 ? -3 : size < 1e-1 ? -2 : size < 1 ? -1 : size < 10 ? 0 : -99
        let found = exponent > -99 ? exponent : size < 100 ? 1 : size < 1000 ? 2 : 3
        return roundedTimes(size, powers[3 - found]) == 10_000 ? found + 1 : found
    }

    /// As `%.4g`.
    static func general(_ value: Double) -> String {
        guard let exponent = exponent(value), exponent < 4 else { return String(format: "%.4g", value) }
        var text = Substring(fixed(value, digits: 3 - exponent))
        guard exponent < 3 else { return String(text) }
        while text.utf8.last == UInt8(ascii: "0") { text.removeLast() }
        if text.utf8.last == UInt8(ascii: ".") { text.removeLast() }
        return String(text)
    }

    private static let powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7]

    /// The product rounded to a whole number, halves to even, as if it were computed with all its digits.
    private static func roundedTimes(_ value: Double, _ power: Double) -> UInt64 {
        let product = value * power
        // What the product leaves out, exactly.
        let rest = (-product).addingProduct(value, power)
        var rounded = product.rounded(.toNearestOrEven)
        let gap = product - rounded
        if gap == 0.5, rest > 0 { rounded += 1 } else if gap == -0.5, rest < 0 { rounded -= 1 }
        return UInt64(rounded)
    }

    private static func text(_ scaled: UInt64, digits: Int, isNegative: Bool) -> String {
        String(unsafeUninitializedCapacity: 24) { buffer in
            var (rest, place) = (scaled, 24)
            func put(_ byte: UInt8) {
                place -= 1
                buffer[place] = byte
            }
            var left = digits
            repeat {
                put(UInt8(ascii: "0") + UInt8(rest % 10))
                rest /= 10
                left -= 1
                if left == 0 { put(UInt8(ascii: ".")) }
            } while rest > 0 || left >= 0
            if isNegative { put(UInt8(ascii: "-")) }
            for offset in place..<24 { buffer[offset - place] = buffer[offset] }
            return 24 - place
        }
    }
}
