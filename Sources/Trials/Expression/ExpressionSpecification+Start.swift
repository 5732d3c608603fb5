import Datasets
import Expressions
import StudyCore

extension ExpressionSpecification {
    /// So many rows are looked at; more would hold up the launch.
    private static let rowsChecked = 10_000

    /// Tells of a division by zero that a row of a table brings about where the parameters start.
    /// - Parameter names: those of the table's columns.
    func checkStart(on table: NumberTable, names: [String], _ description: Node, _ diagnostics: Diagnostics) {
        guard source.dividesByColumns else { return }
        var known: [String: Double] = [:]
        for (name, start) in zip(program.learnt, starts) {
            if case .constant(let value) = start { known[name] = value }
        }
        for row in 0..<min(table.rows, Self.rowsChecked) {
            for (name, column) in zip(names, table.columns) { known[name] = column[row] }
            guard let division = StartEvaluation(source, known: known).divisionsByZero.first else { continue }
            let node = division.owner.flatMap { description["let"]?[$0] } ?? description["minimize"]
            diagnostics.report(
                "division by zero at the start, in row \(row + 1) of the data", subject: division.owner ?? "minimize",
                at: node?.position(ofScalar: division.offset) ?? node?.position,
                suggestion: "take the row out, or keep the divisor away from 0")
            return
        }
    }
}

extension ProgramSource {
    /// Whether some divisor is more than a number.
    fileprivate var dividesByColumns: Bool { ([loss] + definitions.map(\.expression)).contains(where: \.divides) }
}

extension Expression {
    fileprivate var divides: Bool {
        switch self {
        case .arithmetic(let sign, let left, let right, _):
            if sign == .divide, case .literal = right { return left.divides }
            return sign == .divide || left.divides || right.divides
        case .negate(let operand, _): return operand.divides
        case .call(_, let arguments, _): return arguments.contains(where: \.divides)
        default: return false
        }
    }
}
