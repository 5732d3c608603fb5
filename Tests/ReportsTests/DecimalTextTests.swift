import Foundation
import Testing

@testable import Reports

@Suite("Decimal texts")
struct DecimalTextTests {
    /// Ties, carries, powers of ten and their neighbours, and numbers of all sizes.
    private static let values: [Double] = {
        var values: [Double] = [
            0, -0.0, 0.125, 0.375, 2.5, 3.5, 0.0625, 1.00005, 99_999_999, 1e8, 1e300, .leastNonzeroMagnitude,
        ]
        for power in -6...9 {
            let whole = pow(10, Double(power))
            values += [whole, whole.nextUp, whole.nextDown, whole * 0.99995, whole * 0.999949999, whole * 9.9995]
        }
        var state: UInt64 = 20
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let unit = Double(state >> 11) / Double(1 << 53)
            values.append(pow(10, unit * 16 - 7) * (state & 1024 == 0 ? 1 : -1))
            values.append((unit * 1e6).rounded() / 1e3)
            values.append(Double(Int(unit * 4096)) / 64)
        }
        return values + values.map { -$0 }
    }()

    @Test("are those of printf with a fixed number of digits", arguments: [0, 1, 3, 4, 7, 9])
    func fixed(digits: Int) {
        let wrong = Self.values.first {
            DecimalText.fixed($0, digits: digits) != String(format: "%.\(digits)f", $0)
        }
        #expect(wrong == nil)
    }

    @Test("are those of printf with four significant digits")
    func general() {
        #expect(Self.values.first { DecimalText.general($0) != String(format: "%.4g", $0) } == nil)
    }

    @Test("the exponent is that of the rounded number")
    func exponent() {
        for value in Self.values {
            guard let exponent = DecimalText.exponent(value) else { continue }
            let text = String(format: "%.3e", value)
            #expect(Int(text.split(separator: "e")[1]) == exponent, "\(value)")
        }
        #expect(DecimalText.exponent(.nan) == nil && DecimalText.exponent(.infinity) == nil)
    }
}
