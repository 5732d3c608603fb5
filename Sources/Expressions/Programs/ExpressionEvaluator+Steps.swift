/// The steps' inner loops. Each case passes its operation as a constant, so that an optimised build has one plain loop
/// for each.
extension ExpressionEvaluator {
    func forward(_ instruction: Instruction, _ count: Int) {
        switch instruction.operation {
        case .add: run(.add, instruction, count)
        case .subtract: run(.subtract, instruction, count)
        case .multiply: run(.multiply, instruction, count)
        case .divide: run(.divide, instruction, count)
        case .power: run(.power, instruction, count)
        case .powerOfConstant: run(.powerOfConstant, instruction, count)
        case .maximum: run(.maximum, instruction, count)
        case .minimum: run(.minimum, instruction, count)
        case .negate: run(.negate, instruction, count)
        case .square: run(.square, instruction, count)
        case .absolute: run(.absolute, instruction, count)
        case .logarithm: run(.logarithm, instruction, count)
        case .exponential: run(.exponential, instruction, count)
        case .squareRoot: run(.squareRoot, instruction, count)
        case .floor: run(.floor, instruction, count)
        case .ceiling: run(.ceiling, instruction, count)
        case .sine: run(.sine, instruction, count)
        case .cosine: run(.cosine, instruction, count)
        case .hyperbolicTangent: run(.hyperbolicTangent, instruction, count)
        case .sigmoid: run(.sigmoid, instruction, count)
        case .rectifier: run(.rectifier, instruction, count)
        }
    }

    func backward(_ instruction: Instruction, _ count: Int) {
        switch instruction.operation {
        case .add: runBack(.add, instruction, count)
        case .subtract: runBack(.subtract, instruction, count)
        case .multiply: runBack(.multiply, instruction, count)
        case .divide: runBack(.divide, instruction, count)
        case .power: runBack(.power, instruction, count)
        case .powerOfConstant: runBack(.powerOfConstant, instruction, count)
        case .maximum: runBack(.maximum, instruction, count)
        case .minimum: runBack(.minimum, instruction, count)
        case .negate: runBack(.negate, instruction, count)
        case .square: runBack(.square, instruction, count)
        case .absolute: runBack(.absolute, instruction, count)
        case .logarithm: runBack(.logarithm, instruction, count)
        case .exponential: runBack(.exponential, instruction, count)
        case .squareRoot: runBack(.squareRoot, instruction, count)
        case .floor: runBack(.floor, instruction, count)
        case .ceiling: runBack(.ceiling, instruction, count)
        case .sine: runBack(.sine, instruction, count)
        case .cosine: runBack(.cosine, instruction, count)
        case .hyperbolicTangent: runBack(.hyperbolicTangent, instruction, count)
        case .sigmoid: runBack(.sigmoid, instruction, count)
        case .rectifier: runBack(.rectifier, instruction, count)
        }
    }

    @inline(__always)
    private func run(_ operation: Operation, _ instruction: Instruction, _ count: Int) {
        let output = values + instruction.output
        let (left, right) = (values + instruction.left, values + instruction.right)
        if operation.isUnary {
            for row in 0..<count { output[row] = operation.value(left[row], 0) }
        } else if instruction.leftVaries, instruction.rightVaries {
            for row in 0..<count { output[row] = operation.value(left[row], right[row]) }
        } else if instruction.leftVaries {
            let constant = right[0]
            for row in 0..<count { output[row] = operation.value(left[row], constant) }
        } else {
            let constant = left[0]
            for row in 0..<count { output[row] = operation.value(constant, right[row]) }
        }
    }

    /// Adds what the result's derivatives are worth to the operands'; for an operand that all rows share, their sum.
    @inline(__always)
    private func runBack(_ operation: Operation, _ instruction: Instruction, _ count: Int) {
        let output = values + instruction.output
        let (left, right) = (values + instruction.left, values + instruction.right)
        let outer = adjoints + instruction.output
        let (leftAdjoint, rightAdjoint) = (adjoints + instruction.left, adjoints + instruction.right)
        if operation.isUnary {
            for row in 0..<count {
                leftAdjoint[row] += outer[row] * operation.first(left[row], 0, output[row])
            }
        } else if instruction.leftVaries, instruction.rightVaries {
            for row in 0..<count {
                let (x, y, value, share) = (left[row], right[row], output[row], outer[row])
                leftAdjoint[row] += share * operation.first(x, y, value)
                if operation != .powerOfConstant { rightAdjoint[row] += share * operation.second(x, y, value) }
            }
        } else if instruction.leftVaries {
            let y = right[0]
            var sum = 0.0
            for row in 0..<count {
                let (x, value, share) = (left[row], output[row], outer[row])
                leftAdjoint[row] += share * operation.first(x, y, value)
                if operation != .powerOfConstant { sum += share * operation.second(x, y, value) }
            }
            rightAdjoint[0] += sum
        } else {
            let x = left[0]
            var sum = 0.0
            for row in 0..<count {
                let (y, value, share) = (right[row], output[row], outer[row])
                sum += share * operation.first(x, y, value)
                rightAdjoint[row] += share * operation.second(x, y, value)
            }
            leftAdjoint[0] += sum
        }
    }
}
