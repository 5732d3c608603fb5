/// The parameters of a study, which of them exist when, and what must hold between them.
public struct SearchSpace: Sendable {
    /// A piece of a variants parameter in which another parameter is used.
    struct PieceUse: Hashable, Sendable {
        let parameter: String
        let variant: String
    }

    /// In the order in which they are declared.
    public let parameters: [Parameter]
    public let constraints: [Constraint]
    private let byName: [String: Parameter]
    /// Parameters used outside of all variants' pieces, or by a condition.
    private let usedEverywhere: Set<String>
    private let pieceUses: [String: Set<PieceUse>]

    /// - Parameters:
    ///   - usedNames: the parameters that the trial's description itself refers to; all of them where nil.
    public init(parameters: [Parameter], constraints: [Constraint] = [], usedNames: Set<String>? = nil) {
        self.parameters = parameters
        self.constraints = constraints
        byName = Dictionary(parameters.map { ($0.name, $0) }) { first, _ in first }
        let names = Set(parameters.map(\.name))
        let used = usedNames ?? names
        usedEverywhere = used.union(parameters.flatMap { $0.conditions.map(\.parameter) })
        var pieceUses: [String: Set<PieceUse>] = [:]
        for parameter in parameters {
            guard case .variants(let variants) = parameter.distribution else { continue }
            for variant in variants {
                for reference in variant.piece.references(to: names) {
                    pieceUses[reference.name, default: []].insert(
                        PieceUse(parameter: parameter.name, variant: variant.name))
                }
            }
        }
        self.pieceUses = pieceUses
    }

    /// The same parameters, active under the same conditions, with nothing required of their values.
    public var withoutConstraints: SearchSpace { SearchSpace(parameters: parameters, usedNames: usedEverywhere) }

    public subscript(name: String) -> Parameter? { byName[name] }

    public var names: [String] { parameters.map(\.name) }

    /// The parameters that nothing uses.
    public var unused: [Parameter] {
        parameters.filter { !usedEverywhere.contains($0.name) && pieceUses[$0.name] == nil }
    }

    func isAlwaysActive(_ parameter: Parameter) -> Bool {
        parameter.conditions.isEmpty && usedEverywhere.contains(parameter.name)
    }

    /// Keeps of the values of all parameters those that are active together.
    public func configuration(fromAll values: [String: Scalar]) -> Configuration {
        var known: [String: Bool] = [:]
        return Configuration(
            parameters.compactMap { parameter in
                guard let value = values[parameter.name], isActive(parameter, values, &known) else { return nil }
                return (parameter.name, value)
            })
    }

    private func isActive(_ parameter: Parameter, _ values: [String: Scalar], _ known: inout [String: Bool]) -> Bool {
        if let answer = known[parameter.name] { return answer }
        known[parameter.name] = false  // A parameter that depends on itself does not exist.
        let conditionsHold = parameter.conditions.allSatisfy { condition in
            guard let value = values[condition.parameter], let other = byName[condition.parameter] else { return false }
            return condition.values.contains { $0.matches(value) } && isActive(other, values, &known)
        }
        var answer = conditionsHold
        if answer, !usedEverywhere.contains(parameter.name) {
            answer = (pieceUses[parameter.name] ?? []).contains { use in
                guard let owner = byName[use.parameter], values[use.parameter] == .text(use.variant) else {
                    return false
                }
                return isActive(owner, values, &known)
            }
        }
        known[parameter.name] = answer
        return answer
    }

    /// Whether all constraints hold; one that speaks of an inactive parameter says nothing.
    public func admits(_ configuration: Configuration) -> Bool { violated(by: configuration) == nil }

    /// The first constraint that does not hold.
    public func violated(by configuration: Configuration) -> Constraint? {
        guard !constraints.isEmpty else { return nil }
        let values = configuration.dictionary
        return constraints.first { constraint in
            constraint.names.allSatisfy { values[$0] != nil } && !constraint.holds(values)
        }
    }
}
