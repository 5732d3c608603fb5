import StudyCore

/// Holds the `$name`s of a study against its parameters.
struct ReferenceCheck {
    /// After so many undefined references the rest is left out.
    private static let greatestReports = 50

    let names: [String]
    /// What may be referred to although it is no parameter.
    private let derivedNames: [String]
    let diagnostics: Diagnostics

    /// References in the trial's description, outside of all variants.
    let inDescription: [Reference]
    /// References in each variant's piece, by parameter and variant.
    let inPieces: [String: [String: [Reference]]]

    init(
        names: [String], parameters: [Parameter], description: Node?, rules: SubstitutionRules?,
        diagnostics: Diagnostics
    ) {
        self.names = names
        derivedNames = rules?.derivedNames ?? []
        self.diagnostics = diagnostics
        let known = Set(names + derivedNames)
        inDescription = description?.references(to: known, except: rules?.literalKeys ?? []) ?? []
        var pieces: [String: [String: [Reference]]] = [:]
        for parameter in parameters {
            guard case .variants(let variants) = parameter.distribution else { continue }
            for variant in variants {
                pieces[parameter.name, default: [:]][variant.name] = variant.piece.references(to: known)
            }
        }
        inPieces = pieces
    }

    /// The parameters that the description itself uses.
    var usedNames: Set<String> { Set(inDescription.map(\.name)) }

    /// Reports each reference to a parameter that does not exist; gives their names.
    func reportUndefined() -> Set<String> {
        let known = Set(names + derivedNames)
        var suggestions: [String: String] = [:]
        let all = inDescription + inPieces.sorted { $0.key < $1.key }.flatMap { $0.value.values.flatMap { $0 } }
        let undefined = all.filter { !known.contains($0.name) }
        for reference in undefined.prefix(Self.greatestReports) {
            let suggestion =
                suggestions[reference.name]
                ?? (names.isEmpty && derivedNames.isEmpty
                    ? "declare it under 'parameters'"
                    : nameSuggestion(for: reference.name, among: names + derivedNames)
                        .map { $0.replacing("did you mean '", with: "did you mean '$") })
            suggestions[reference.name] = suggestion
            diagnostics.report(
                "no parameter has this name", subject: "$\(reference.name)", at: reference.position,
                suggestion: suggestion)
        }
        return Set(undefined.map(\.name))
    }

    /// Reports parameters that nothing uses, but not those that an undefined name was probably meant to be.
    func reportUnused(in space: SearchSpace, undefined: Set<String>) {
        let meant = Set(undefined.prefix(Self.greatestReports).compactMap { nearestName(to: $0, among: names) })
        for parameter in space.unused where !meant.contains(parameter.name) {
            let written = parameter.name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
            diagnostics.report(
                "declared but not used in 'trial'", subject: parameter.name, at: parameter.position,
                suggestion: "use it as \(written ? "$\(parameter.name)" : "\"${\(parameter.name)}\""), or remove it")
        }
    }

    /// Reports variants whose pieces lead back to themselves.
    func reportCircles(_ parameters: [Parameter]) -> Bool {
        let needs = inPieces.mapValues { $0.values.flatMap { $0.map(\.name) } }
        let order = parameters.map(\.name)
        guard let circle = firstCircle(through: order, needs: needs), let first = circle.first else { return false }
        diagnostics.report(
            "its variants lead back to itself (\((circle + [first]).joined(separator: " → ")))", subject: first,
            at: parameters.first { $0.name == first }?.position, suggestion: "take the reference out of a variant")
        return true
    }

    /// The references that a trial with this configuration meets, in the description and the variants it chooses.
    func met(by configuration: Configuration) -> [Reference] {
        var met: [Reference] = []
        var seen: Set<String> = []
        var waiting = inDescription
        while let reference = waiting.popLast() {
            met.append(reference)
            guard seen.insert(reference.name).inserted, case .text(let variant)? = configuration[reference.name]
            else { continue }
            waiting += inPieces[reference.name]?[variant] ?? []
        }
        return met
    }
}
