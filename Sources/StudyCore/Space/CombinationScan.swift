/// Walks through a finite space's combinations in their order and finds the admissible ones.
///
/// Where a constraint refuses the values of the first parameters, whatever the later ones are, all combinations that
/// begin with these values are stepped over at once.
public struct CombinationScan: Sendable {
    /// A constraint on parameters that are always there, which can be asked before the others' values are known.
    private struct EarlyConstraint {
        let constraint: Constraint
        /// How many combinations share the values of its parameters and of those before them.
        let stride: Int
    }

    private let space: SearchSpace
    private let counts: [Int]
    private let strides: [Int]
    private let early: [EarlyConstraint]
    /// Whether the early constraints are all there is to ask.
    private let isPlain: Bool
    /// The values of the combination looked at last, and its positions; −1 where there is none.
    private var positions: [Int]
    private var values: [String: Scalar] = [:]
    /// The number of combinations.
    public let count: Int
    /// The first combination that has not been looked at.
    public private(set) var next = 0

    /// Whether every combination has been looked at.
    public var isFinished: Bool { next >= count }

    /// - Precondition: the space is finite.
    public init(_ space: SearchSpace) {
        self.space = space
        count = space.combinationCount ?? 0
        counts = space.parameters.map { max(1, $0.distribution.drawableCount ?? 1) }
        var strides = [Int](repeating: 1, count: counts.count)
        for place in counts.indices.dropLast().reversed() {
            let (product, overflow) = strides[place + 1].multipliedReportingOverflow(by: counts[place + 1])
            strides[place] = overflow ? .max : product
        }
        let steady = Set(space.parameters.filter(space.isAlwaysActive).map(\.name))
        early = space.constraints.filter { $0.names.isSubset(of: steady) }.map { constraint in
            let last = space.parameters.lastIndex { constraint.names.contains($0.name) }
            return EarlyConstraint(constraint: constraint, stride: last.map { strides[$0] } ?? .max)
        }
        self.strides = strides
        isPlain = steady.count == space.parameters.count && early.count == space.constraints.count
        positions = [Int](repeating: -1, count: counts.count)
    }

    /// The number of the next admissible combination; nil at the end, or when `looks` are used up.
    /// - Parameter looks: how many combinations may still be looked at; what is stepped over does not count.
    public mutating func find(looks: inout Int) -> Int? {
        while next < count, looks > 0 {
            looks -= 1
            let index = next
            move(to: index)
            if let refuser = early.first(where: { !$0.constraint.holds(values) }) {
                let begin = index - index % refuser.stride
                let (end, overflow) = begin.addingReportingOverflow(refuser.stride)
                next = overflow ? count : min(count, end)
                continue
            }
            next = index + 1
            if isPlain || space.configuration(ofCombination: index) != nil { return index }
        }
        return nil
    }

    private mutating func move(to index: Int) {
        guard !early.isEmpty else { return }
        for (place, parameter) in space.parameters.enumerated() {
            let position = index / strides[place] % counts[place]
            guard position != positions[place] else { continue }
            positions[place] = position
            values[parameter.name] = parameter.distribution.element(position)
        }
    }
}
