import Foundation
import Testing

@testable import Expressions

/// PyTorch's losses and gradients, from Fixtures/make_expressions.py.
struct ExpressionFixture: Decodable, CustomTestStringConvertible {
    let text: String
    let definitions: [String: String]
    let learnt: [String]
    let values: [Double]
    let columns: [String]
    let rows: [[Double]]
    let loss: Double
    let gradients: [Double]

    var testDescription: String { text }

    static let all: [ExpressionFixture] = {
        let file = Bundle.module.url(forResource: "expressions", withExtension: "json", subdirectory: "Fixtures")
        guard let file, let data = try? Data(contentsOf: file),
            let fixture = try? JSONDecoder().decode([ExpressionFixture].self, from: data)
        else { fatalError("the fixture is part of the test bundle") }
        return fixture
    }()

    func program() throws -> Program {
        try Program(
            ProgramSource(
                loss: Expression(parsing: text),
                definitions: definitions.sorted { $0.key < $1.key }
                    .map { ProgramSource.Definition($0.key, try Expression(parsing: $0.value)) },
                learnt: learnt, columns: columns),
            values: values, columns: rows)
    }
}

@Suite("Programs against PyTorch and finite differences")
struct ProgramReferenceTests {
    @Test("loss and gradient are PyTorch's to 1e-12", arguments: ExpressionFixture.all)
    func torch(fixture: ExpressionFixture) throws {
        let program = try fixture.program()
        let (loss, gradient) = program.evaluate()
        #expect(difference(loss, fixture.loss) < 1e-12)
        #expect(program.loss() == loss)
        #expect(gradient.count == fixture.gradients.count)
        let scale = max(1e-300, fixture.gradients.map(abs).max() ?? 0)
        for (found, expected) in zip(gradient, fixture.gradients) {
            #expect(abs(found - expected) <= 1e-12 * scale, "\(found) and \(expected)")
        }
    }

    @Test("the fixture covers every function and operator")
    func coverage() {
        let text = ExpressionFixture.all.map { $0.text + " " + $0.definitions.values.joined(separator: " ") }
            .joined(separator: " ")
        for function in Function.allCases { #expect(text.contains("\(function.rawValue)("), "\(function)") }
        for sign in ArithmeticOperator.allCases { #expect(text.contains(sign.rawValue)) }
        #expect(ExpressionFixture.all.count >= 15)
    }

    @Test("the gradient is the slope of the loss", arguments: ExpressionFixture.all)
    func finiteDifferences(fixture: ExpressionFixture) throws {
        // Where arguments are equal there is no slope.
        guard !fixture.text.contains("relu(z)") else { return }
        let program = try fixture.program()
        let gradient = program.evaluate().gradient
        for index in program.values.indices {
            let step = 1e-6 * max(1, abs(program.values[index]))
            var (low, high) = (program, program)
            low.values[index] -= step
            high.values[index] += step
            let slope = (high.loss() - low.loss()) / (2 * step)
            #expect(difference(slope, gradient[index]) < 1e-4, "\(fixture.learnt[index])")
        }
    }
}
