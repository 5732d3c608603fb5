import AllocationCounter
import Testing

@testable import Expressions

@Suite("Programs")
struct ProgramTests {
    @Test("definitions may stand in any order and name each other")
    func definitions() throws {
        let program = try Program(
            "u + w", ["u": "2*v", "w": "u*v", "v": "x + 1", "unused": "1/x"], learnt: ["x": 2])
        let (loss, gradient) = program.evaluate()
        #expect(loss == 24)  // v = 3, u = 6, w = 18
        #expect(gradient == [14])  // 2 + 4 v
    }

    @Test("what occurs twice is computed once, and constants beforehand")
    func sharing() throws {
        let program = try Program("(x - y)^2 + 3*(x - y)^2 + 2*pi/4", learnt: ["x": 1, "y": 3]).program
        #expect(program.operationCount == 5)  // x − y, its square, times 3, two sums
        #expect(!program.usesRows)
        #expect(try Program("x + 0*u", learnt: ["x": 1], columns: ["u": [1]]).program.usesRows)
    }

    @Test(
        "an integral power is exact for negative numbers", arguments: [(-3.0, 2.0, 9.0), (-2, 3, -8), (-2, -1, -0.5)])
    func powers(base: Double, exponent: Double, expected: Double) throws {
        let program = try Program("x^\(Int(exponent))", learnt: ["x": base])
        #expect(program.evaluate().loss == expected)
        let bound = try Program("x^$n", learnt: ["x": base], references: ["n": exponent])
        #expect(bound.evaluate().loss == expected)
    }

    @Test("a reference is a value, not a text")
    func references() throws {
        #expect(try Program("$a^2 + x", learnt: ["x": 0], references: ["a": -2]).evaluate().loss == 4)
        // A word of the same name is something else.
        #expect(try Program("$x - x", learnt: ["x": 1], references: ["x": 5]).evaluate().loss == 4)
        #expect(try Program("e + $e - e", learnt: ["e": 7], references: ["e": 5]).evaluate().loss == 5)
    }

    @Test("where there is no derivative, PyTorch's convention holds")
    func kinks() throws {
        #expect(try Program("relu(x) + abs(x)", learnt: ["x": 0]).evaluate().gradient == [0])
        #expect(try Program("max(x, y)", learnt: ["x": 1, "y": 1]).evaluate().gradient == [0.5, 0.5])
        #expect(
            try Program("min(x, y, z)", learnt: ["x": 1, "y": 1, "z": 1]).evaluate().gradient == [0.25, 0.25, 0.5])
        #expect(try Program("x^y", learnt: ["x": 0, "y": 2]).evaluate().gradient == [0, 0])
        #expect(try Program("max(x, y) + relu(x)", learnt: ["x": .nan, "y": 1]).evaluate().loss.isNaN)
    }

    @Test("the mean is over all rows, however they are cut into blocks", arguments: [1, 255, 256, 257, 1000])
    func blocks(rows: Int) throws {
        let column = (0..<rows).map { Double($0) }
        let program = try Program("(a - u)^2 + a", learnt: ["a": 3], columns: ["u": column])
        let (loss, gradient) = program.evaluate()
        let expected = column.reduce(0) { $0 + (3 - $1) * (3 - $1) } / Double(rows) + 3
        let slope = column.reduce(0) { $0 + 2 * (3 - $1) } / Double(rows) + 1
        #expect(difference(loss, expected) < 1e-13)
        #expect(difference(gradient[0], slope) < 1e-13)
        #expect(program.evaluate().gradient == gradient)
    }

    @Test("an evaluator that is used again forgets what was before")
    func again() throws {
        var program = try Program(
            "(a*u - b)^2", learnt: ["a": 1, "b": 2], columns: ["u": (0..<300).map { Double($0) / 100 }])
        let evaluator = ExpressionEvaluator(program.program, greatestRows: 300)
        let first = program.evaluate(evaluator)
        program.values = [5, -1]
        #expect(program.evaluate(evaluator) != first)
        program.values = [1, 2]
        #expect(program.evaluate(evaluator) == first)
    }

    @Test("an evaluation allocates nothing", arguments: ExpressionFixture.all)
    func allocations(fixture: ExpressionFixture) throws {
        let program = try fixture.program()
        let evaluator = ExpressionEvaluator(program.program, greatestRows: 300)
        var gradient = [Double](repeating: 0, count: program.values.count)
        var count = -1
        program.withTable { parameters, table in
            gradient.withUnsafeMutableBufferPointer { gradient in
                guard let gradient = gradient.baseAddress else { return }
                _ = evaluator.loss(parameters: parameters, table: table, gradient: gradient)
                let before = allocations_of_this_thread()
                for _ in 0..<10 {
                    _ = evaluator.loss(parameters: parameters, table: table, gradient: gradient)
                    _ = evaluator.loss(parameters: parameters, table: table)
                }
                count = allocations_of_this_thread() - before
            }
        }
        #expect(count == 0)
    }
}

@Suite("What is wrong with a program")
struct ProgramProblemTests {
    private func problems(
        _ text: String, _ definitions: KeyValuePairs<String, String> = [:], learnt: [String] = ["x"]
    ) throws -> [ProgramProblem] {
        try ProgramSource(
            loss: Expression(parsing: text),
            definitions: definitions.map { ProgramSource.Definition($0.key, try Expression(parsing: $0.value)) },
            learnt: learnt
        ).problems()
    }

    @Test("unknown names, texts and truth values are all told, each at its place")
    func all() throws {
        #expect(
            try problems("x + yy - $z", ["v": "w < 1"]) == [
                .expression(owner: "v", ExpressionError(.unknownName("w"), at: 0)),
                .expression(owner: "v", ExpressionError(.numberNeeded(found: .truth), at: 2)),
                .expression(owner: nil, ExpressionError(.unknownName("yy"), at: 4)),
                .expression(owner: nil, ExpressionError(.unknownName("z"), at: 9)),
            ])
        #expect(
            try problems("x + 'a'") == [.expression(owner: nil, ExpressionError(.numberNeeded(found: .text), at: 4))])
        #expect(throws: ProgramProblem.self) {
            try ExpressionProgram(ProgramSource(loss: Expression(parsing: "y"), learnt: ["x"]))
        }
    }

    @Test("definitions that lead back to themselves are found")
    func circles() throws {
        #expect(try problems("u", ["u": "v", "v": "w + x", "w": "u"]) == [.circle(["u", "v", "w"])])
        #expect(try problems("u", ["a": "b", "b": "c", "c": "b", "u": "x"]) == [.circle(["b", "c"])])
        #expect(try problems("u", ["u": "u + 1"]) == [.circle(["u"])])
        #expect(try problems("u", ["u": "v", "v": "x"]) == [])
    }

    @Test("ten thousand definitions in a row are no danger")
    func longChain() throws {
        var definitions = (0..<10_000).map { index in
            ProgramSource.Definition(
                "v\(index)", .arithmetic(.add, .name("v\(index + 1)", at: 0), .literal(.number(1), at: 0), at: 0))
        }
        definitions.append(ProgramSource.Definition("v10000", .name("x", at: 0)))
        let source = ProgramSource(loss: .name("v0", at: 0), definitions: definitions, learnt: ["x"])
        let program = try Program(source, values: [5], columns: [])
        #expect(program.evaluate() == (10_005, [1]))
    }

    @Test("learnt names that the loss does not depend on are found")
    func unused() throws {
        let source = ProgramSource(
            loss: try Expression(parsing: "u"),
            definitions: [
                ProgramSource.Definition("u", try Expression(parsing: "x^2")),
                ProgramSource.Definition("v", try Expression(parsing: "y")),
            ], learnt: ["x", "y", "z"])
        #expect(source.unusedParameters == ["y", "z"])
    }

    @Test("a division by zero at the start is found where all is known")
    func start() throws {
        let source = ProgramSource(
            loss: try Expression(parsing: "u + 1/(x - 1) + 1/y"),
            definitions: [ProgramSource.Definition("u", try Expression(parsing: "a/(x - x)"))],
            learnt: ["x", "y", "a"])
        let start = StartEvaluation(source, known: ["x": 1, "y": 2])
        #expect(
            start.divisionsByZero == [
                StartEvaluation.Division(owner: "u", offset: 1), StartEvaluation.Division(owner: nil, offset: 5),
            ])
        #expect(start.loss == nil)
        let known = ProgramSource(loss: try Expression(parsing: "max(x, log(y), 0)"), learnt: ["x", "y"])
        #expect(StartEvaluation(known, known: ["x": -1, "y": 1]).loss == 0)
    }
}
