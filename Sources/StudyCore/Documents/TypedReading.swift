/// What a number must satisfy besides being finite.
public enum NumberBound: Sendable {
    case finite
    case positive
    case notNegative
    /// In [low, high].
    case within(Double, Double)
    /// In [low, high): a momentum, a decay.
    case halfOpen(Double, Double)

    func admits(_ value: Double) -> Bool {
        guard value.isFinite else { return false }
        return switch self {
        case .finite: true
        case .positive: value > 0
        case .notNegative: value >= 0
        case .within(let low, let high): value >= low && value <= high
        case .halfOpen(let low, let high): value >= low && value < high
        }
    }

    var sentence: String {
        switch self {
        case .finite: "must be a finite number"
        case .positive: "must be a number above 0"
        case .notNegative: "must be a number of at least 0"
        case .within(let low, let high): "must be a number from \(Node.number(low).json) to \(Node.number(high).json)"
        case .halfOpen(let low, let high):
            "must be a number from \(Node.number(low).json) to below \(Node.number(high).json)"
        }
    }
}

extension Node {
    /// The value and its kind, and the parameter it came from: `text "abc"`, `-1 from $width`.
    public var described: String {
        let value: String =
            switch content {
            case .text(let text): "\(isQuoted ? "text in quotes" : "text") \"\(text.count > 60 ? excerpt : text)\""
            case .null: "nothing"
            case .list: "a list"
            case .map: "a map"
            case .real(let real) where real.isNaN: ".nan"
            case .real(let real) where real.isInfinite: real > 0 ? ".inf" : "-.inf"
            default: excerpt
            }
        return parameter.map { "\(value) from $\($0)" } ?? value
    }

    private func refuse(_ name: String, _ sentence: String, _ diagnostics: Diagnostics, suggestion: String? = nil) {
        var suggestion = suggestion
        if suggestion == nil, isQuoted, case .text(let text) = content, Double(text) != nil, sentence.contains("number")
        {
            suggestion = "remove the quotes"
        }
        diagnostics.report("\(sentence) (got \(described))", subject: name, at: position, suggestion: suggestion)
    }

    public func integer(named name: String, in range: ClosedRange<Int>, diagnostics: Diagnostics) -> Int? {
        var whole = integerValue
        // 64.0 written by a person or by linspace is a whole number too.
        if whole == nil, case .real(let value) = content { whole = Int(exactly: value) }
        guard let whole, range.contains(whole) else {
            let sentence =
                switch (range.lowerBound, range.upperBound) {
                case (.min, .max): "must be a whole number"
                case (let low, .max): "must be a whole number of at least \(low)"
                case (let low, let high): "must be a whole number from \(low) to \(high)"
                }
            refuse(name, sentence, diagnostics)
            return nil
        }
        return whole
    }

    public func number(named name: String, _ bound: NumberBound = .finite, diagnostics: Diagnostics) -> Double? {
        guard let value = numberValue, bound.admits(value) else {
            refuse(name, bound.sentence, diagnostics)
            return nil
        }
        return value
    }

    public func text(named name: String, diagnostics: Diagnostics) -> String? {
        guard let value = textValue else {
            refuse(name, "must be text", diagnostics, suggestion: "put it in quotes")
            return nil
        }
        return value
    }

    public func boolean(named name: String, diagnostics: Diagnostics) -> Bool? {
        guard let value = booleanValue else {
            refuse(name, "must be true or false", diagnostics)
            return nil
        }
        return value
    }

    public func list(named name: String, diagnostics: Diagnostics) -> [Node]? {
        guard let value = listValue else {
            refuse(name, "must be a list", diagnostics)
            return nil
        }
        return value
    }

    /// One of the cases of an enumeration, by its raw value.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        named name: String, _: Choice.Type, diagnostics: Diagnostics
    ) -> Choice? where Choice.RawValue == String {
        if let choice = textValue.flatMap(Choice.init(rawValue:)) { return choice }
        let known = Choice.allCases.map(\.rawValue)
        refuse(
            name, "must be one of \(known.joined(separator: ", "))", diagnostics,
            suggestion: textValue.flatMap { nearestName(to: $0, among: known) }.map { "did you mean '\($0)'?" })
        return nil
    }

    /// A node of the form `name` or `{name: options}`: the name, and the options (nil for a bare name).
    public func named(_ what: String, among known: [String], diagnostics: Diagnostics) -> (
        name: String, options: Node?
    )? {
        let found: (String, Node?, SourcePosition?)
        if let name = textValue {
            found = (name, nil, position)
        } else if let entries = mapValue, entries.count == 1 {
            found = (entries[0].key, entries[0].value, entries[0].keyPosition ?? position)
        } else if let entries = mapValue, entries.count > 1 {
            diagnostics.report(
                "takes exactly one of \(known.joined(separator: ", ")) (got \(entries.map(\.key).joined(separator: ", ")))",
                subject: what, at: position, suggestion: "keep one")
            return nil
        } else {
            refuse(what, "must be one of \(known.joined(separator: ", "))", diagnostics)
            return nil
        }
        guard known.contains(found.0) else {
            diagnostics.report(
                "unknown \(what) '\(found.0)'", at: found.2, suggestion: nameSuggestion(for: found.0, among: known))
            return nil
        }
        return (found.0, found.1)
    }
}
