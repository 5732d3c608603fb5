import Foundation
import StudyCore

/// Numbers as a person reads them. Whatever a machine reads (JSON, CSV) has all digits.
enum NumberText {
    /// A metric's value: accuracies to four decimals, counts whole, seconds to a tenth, all else to four digits.
    static func metric(_ value: Double?, named name: String) -> String { metric(value, Quantity(name)) }

    /// What a metric measures, as its name tells: looked at once for a whole column.
    enum Quantity {
        case accuracy
        case seconds
        case memory
        case parameters
        case operations
        case other

        init(_ name: String) {
            self =
                switch name {
                case "seconds": .seconds
                case "memory": .memory
                case "parameters": .parameters
                case _ where name.hasSuffix("accuracy"): .accuracy
                case _ where name.hasPrefix("flops."): .operations
                default: .other
                }
        }
    }

    static func metric(_ value: Double?, _ quantity: Quantity) -> String {
        guard let value else { return "–" }
        guard value.isFinite else { return value.isNaN ? "not a number" : value > 0 ? "∞" : "-∞" }
        switch quantity {
        case .accuracy: return DecimalText.fixed(value, digits: 4)
        case .seconds: return seconds(value)
        case .memory: return memory(value)
        case .parameters where value >= 10_000: return shortCount(value)
        case .operations: return scaled(value, unit: "FLOP")
        case .parameters, .other: break
        }
        if let whole = Int(exactly: value), abs(whole) >= 10 { return String(whole) }
        return significant(value)
    }

    /// A parameter's value: reals to four significant digits, everything else as it is.
    static func scalar(_ value: Scalar?) -> String {
        switch value {
        case nil: "–"
        case .real(let real): DecimalText.general(real)
        case .some(let value): TerminalText.safe(value.text)
        }
    }

    /// Four significant digits, trailing zeros kept: `0.04360`, `2.325`, `1.200e-05`.
    static func significant(_ value: Double) -> String {
        guard value != 0 else { return "0" }
        if let exponent = DecimalText.exponent(value) {
            return DecimalText.fixed(value, digits: max(0, 3 - exponent))
        }
        let scientific = String(format: "%.3e", value)
        guard let exponent = scientific.split(separator: "e").last.flatMap({ Int($0) }) else { return scientific }
        return (-4...5).contains(exponent) ? String(format: "%.\(max(0, 3 - exponent))f", value) : scientific
    }

    static func seconds(_ value: Double) -> String {
        DecimalText.fixed(value, digits: value < 1 ? 3 : value < 100 ? 1 : 0)
    }

    /// A stretch of time: `40 s`, `3 min 20 s`, `8 h 05 min`.
    static func duration(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e12 else { return "–" }
        if seconds < 60 { return String(format: seconds < 10 ? "%.1f s" : "%.0f s", seconds) }
        let whole = Int(seconds.rounded())
        if whole < 3600 { return "\(whole / 60) min \(String(format: "%02d", whole % 60)) s" }
        return "\(whole / 3600) h \(String(format: "%02d", whole % 3600 / 60)) min"
    }

    /// Bytes in binary units, rounded up: `34 MiB`.
    static func memory(_ bytes: Double) -> String {
        let (kibibyte, mebibyte) = (1024.0, 1024.0 * 1024.0)
        return String(format: "%.0f", (bytes / (bytes < mebibyte ? kibibyte : mebibyte)).rounded(.up))
            + (bytes < mebibyte ? " KiB" : " MiB")
    }

    /// With a decimal prefix and three digits or so: `5.1 MFLOP`, `195 kFLOP`.
    static func scaled(_ value: Double, unit: String) -> String {
        var value = value
        var prefixes = ["", "k", "M", "G", "T"][...]
        while value >= 999.5, prefixes.count > 1 {
            value /= 1000
            prefixes = prefixes.dropFirst()
        }
        let digits = value < 99.95 && value != value.rounded() ? "%.1f" : "%.0f"
        return String(format: digits, value) + " \(prefixes.first ?? "")\(unit)"
    }

    /// A large count to three digits: `1.07 M`, `301 k`.
    static func shortCount(_ value: Double) -> String {
        var value = value
        var prefixes = ["", " k", " M", " G", " T"][...]
        while value >= 999.5, prefixes.count > 1 {
            value /= 1000
            prefixes = prefixes.dropFirst()
        }
        let digits = value == value.rounded() || value >= 99.95 ? 0 : value < 9.995 ? 2 : 1
        return String(format: "%.\(digits)f", value) + (prefixes.first ?? "")
    }

    /// A whole number with its thousands set apart: `1,068,810`.
    static func grouped(_ value: Double) -> String {
        let digits = String(format: "%.0f", value)
        var text = ""
        for (place, digit) in digits.reversed().enumerated() {
            if place > 0, place.isMultiple(of: 3), digit != "-" { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }

    /// `1 trial`, `27 trials`.
    static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
}
