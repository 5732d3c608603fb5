import Foundation
import StudyCore
import Testing

@testable import Trials

@Suite("Schedules and clipping of an expression")
struct ExpressionScheduleTests {
    /// PyTorch's way, from Fixtures/make_schedules.py.
    struct Case: Sendable, CustomTestStringConvertible {
        let description: Node
        /// Iteration, x, y, z, loss.
        let path: [[Double]]

        var testDescription: String {
            ["optimizer", "schedule", "clip_norm"].map { "\($0) \(description[$0]?.json ?? "none")" }
                .joined(separator: ", ")
        }

        static let all: [Case] = {
            let file = Bundle.module.url(forResource: "schedules", withExtension: "json", subdirectory: "Fixtures")
            guard let file, let text = try? String(contentsOf: file, encoding: .utf8),
                let cases = try? Node(json: text).listValue
            else { fatalError("the fixture is part of the test bundle") }
            return cases.map { node in
                let start = node["start"]?.listValue ?? []
                var entries: [(String, Node)] = [
                    ("parameters", .map(zip(["x", "y", "z"], start).map { ($0, $1) })), ("record_every", 5),
                ]
                for key in ["minimize", "optimizer", "iterations", "schedule", "clip_norm"] {
                    if let value = node[key], !value.isNull { entries.append((key, value)) }
                }
                let path = node["path"]?.listValue?.map { $0.listValue?.compactMap(\.numberValue) ?? [] } ?? []
                return Case(description: .map(entries), path: path)
            }
        }()
    }

    @Test("the way is that of PyTorch's optimizers, schedulers and clip_grad_norm_", arguments: Case.all)
    func reference(testCase: Case) throws {
        let (result, curve) = try ExpressionRunTests.run(testCase.description)
        #expect(result.state == .complete)
        #expect(testCase.path.count == 12)
        #expect(curve.map(\.step) == [0] + testCase.path.map { Int($0[0]) })
        for (point, expected) in zip(curve.dropFirst(), testCase.path) {
            for (place, name) in ["x", "y", "z", "loss"].enumerated() {
                let (found, wanted) = (try #require(point[name]), expected[place + 1])
                #expect(
                    abs(found - wanted) <= 1e-12 * max(1, abs(wanted)), "\(name) at \(point.step): \(found), \(wanted)")
            }
        }
    }

    @Test("the fixture has every schedule, with and without warm-up, clipped and not")
    func coverage() {
        let schedules = Set(Case.all.map { $0.description["schedule"]?.json ?? "none" })
        #expect(schedules.count == 9)
        #expect(Case.all.count == 18)
        #expect(Case.all.count { $0.description["clip_norm"] != nil } == 9)
    }

    @Test("the clip is on the norm over all learnt values together")
    func clipping() throws {
        // The gradient at the start is (-6, 8): its norm is 10, of which 5 are left.
        let (_, curve) = try ExpressionRunTests.run(
            expression(["parameters": ["x": 0, "y": 4], "clip_norm": 5, "iterations": 1]))
        let factor = 5 / (10 + 1e-6)
        #expect(abs(try #require(curve.last?["x"]) - 0.6 * factor) < 1e-15)
        #expect(abs(try #require(curve.last?["y"]) - (4 - 0.8 * factor)) < 1e-15)
        let without = try ExpressionRunTests.run(
            expression(["parameters": ["x": 0, "y": 4], "clip_norm": 10.1, "iterations": 1]))
        #expect(abs(try #require(without.curve.last?["x"]) - 0.6) < 1e-15)
    }

    @Test("a batch's gradient is clipped, not each row's")
    func clippedBatch() throws {
        // Rows all alike: the mean's gradient is each row's.
        let description = expression(changing: [
            ("minimize", "(x - u)^2"), ("parameters", ["x": 0]), ("iterations", 1), ("clip_norm", 1),
            ("data", ["rows": 50, "columns": ["u": ["normal": [3, 0]]]]), ("batch_size", 20),
        ])
        let (_, curve) = try ExpressionRunTests.run(description)
        let expected = 0.6 / (6 + 1e-6)
        #expect(abs(try #require(curve.last?["x"]) - expected) < 1e-15)
    }
}
