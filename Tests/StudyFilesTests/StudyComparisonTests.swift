import StudyCore
import StudyFiles
import Testing

private let grid = """
    name: g
    seed: 1
    parameters:
      width: [64, 128]
      rate: {linspace: [0.1, 0.3, 3]}
      optimizer: {variants: {a: {sgd: {rate: $rate}}, b: {adam: {rate: $rate}}}}
    require: ["width > 3"]
    search: {method: grid, repeats: 2}
    limits: {failures: 3}
    trial: {fake: {width: $width, optimizer: $optimizer, depth: 2}}
    """

private let random = """
    name: r
    parameters:
      width: [64, 128]
      rate: {log_uniform: [0.1, 1]}
    search: {method: random, trials: 10}
    trial: {fake: {width: $width, rate: $rate}}
    """

private let list = """
    name: l
    search: {method: list, configurations: [{width: 64, rate: 0.1}, {width: 128, rate: 0.1}]}
    trial: {fake: {width: $width, rate: $rate}}
    """

/// `same`, `adds: …` or `refused: …` for a text with some parts replaced.
private func change(_ text: String, _ changes: (String, String)...) throws -> String {
    let new = changes.reduce(text) { $0.replacing($1.0, with: $1.1) }
    switch StudyComparison(stored: try read(text), new: try read(new)) {
    case .same: return "same"
    case .additive(let what): return "adds: " + what.joined(separator: "; ")
    case .incompatible(let reasons, let diff):
        #expect(!diff.isEmpty)
        return "refused: " + reasons.joined(separator: "; ")
    }
}

@Suite("Whether a changed file can carry on")
struct StudyComparisonTests {
    @Test("comments, formatting, the order of keys, limits and the description mean nothing")
    func sameStudy() throws {
        #expect(try change(grid) == "same")
        #expect(try change(grid, ("seed: 1\n", "# a comment\nseed: 1\ndescription: new\n")) == "same")
        #expect(try change(grid, ("{failures: 3}", "{failures: 9, wall_time: 8h, retries: 0}")) == "same")
        #expect(
            try change(
                grid,
                (
                    "{width: $width, optimizer: $optimizer, depth: 2}",
                    "{depth: 2.0, optimizer: $optimizer,\n      \"width\": $width}"
                ))
                == "same")
        #expect(try change(grid, ("width: [64, 128]", "width: {values: [128, 64.0]}")) == "same")
        #expect(try change(grid, ("{linspace: [0.1, 0.3, 3]}", "[0.1, 0.2, 0.3]")) == "same")
        let conditional = grid.replacing("{linspace: [0.1, 0.3, 3]}", with: "{values: [1], when: {width: [64, 128]}}")
        #expect(try change(conditional, ("{width: [64, 128]}", "{width: [128, 64.0]}")) == "same")
        #expect(try change(grid, ("\"width > 3\"", "\"width>3\"")) == "same")
        #expect(try change(random, ("{log_uniform: [0.1, 1]}", "{log_uniform: {low: 0.1, high: 1.0}}")) == "same")
        #expect(
            try change(
                list,
                ("{width: 64, rate: 0.1}, {width: 128, rate: 0.1}", "{rate: 0.1, width: 128}, {width: 64, rate: 0.1}"))
                == "same")
        let moved = random.replacing("  width: [64, 128]\n", with: "")
            .replacing("search:", with: "  width: [64, 128]\nsearch:")
        guard case .same = StudyComparison(stored: try read(random), new: try read(moved)) else {
            Issue.record("the order of parameters must not matter")
            return
        }
    }

    @Test("more trials, repeats, values and configurations only add")
    func additions() throws {
        #expect(try change(random, ("trials: 10", "trials: 20")) == "adds: trials 10 → 20")
        #expect(
            try change(random, ("trials: 10", "trials: 20, repeats: 3")) == "adds: repeats 1 → 3; trials 10 → 20")
        #expect(try change(grid, ("[64, 128]", "[64, 256, 128, 512]")) == "adds: width: 256, 512 added")
        #expect(try change(grid, ("[64, 128]", "[64.0, 256, 128]")) == "adds: width: 256 added")
        #expect(try change(grid, ("[0.1, 0.3, 3]", "[0.1, 0.5, 5]")) == "adds: rate: 0.4, 0.5 added")
        #expect(try change(grid, ("{rate: $rate}}}}", "{rate: $rate}}, c: sgd}}")) == "adds: optimizer: c added")
        #expect(try change(list, ("[{width: 64", "[{width: 1, rate: 2}, {width: 64")) == "adds: 1 more configuration")
    }

    @Test("whatever would make what has run part of another study is refused, with its reason")
    func refusals() throws {
        #expect(try change(grid, ("seed: 1", "seed: 2")) == "refused: seed 1 → 2")
        #expect(try change(grid, ("name: g", "name: h")) == "refused: name g → h")
        #expect(
            try change(grid, ("seed: 1", "seed: 1\nobjective: {minimize: validation.loss}"))
                == "refused: objective maximize validation.accuracy → minimize validation.loss")
        #expect(try change(grid, ("repeats: 2", "repeats: 1")) == "refused: repeats 2 → 1 (can only grow)")
        #expect(try change(random, ("trials: 10", "trials: 9")) == "refused: trials 10 → 9 (can only grow)")
        #expect(
            try change(grid, ("method: grid", "method: random, trials: 3"))
                == "refused: search.method grid → random")
        #expect(try change(grid, ("depth: 2", "depth: 3")) == "refused: trial.fake.depth 2 → 3")
        #expect(
            try change(grid, (", depth: 2", ", label: x"))
                == "refused: trial.fake.depth is gone; trial.fake.label is new")
        #expect(try change(grid, ("[64, 128]", "[64, 256]")) == "refused: parameters.width: 128 gone")
        #expect(
            try change(grid, ("width: [64, 128]", "width: {values: [64, 128], when: {optimizer: [a, b]}}"))
                == "refused: parameters.width.when none → {optimizer: [\"a\", \"b\"]}")
        #expect(
            try change(grid, ("a: {sgd: {rate: $rate}}", "a: {sgd: {rate: 0.1}}"))
                == "refused: parameters.optimizer.variants.a.sgd.rate \"$rate\" → 0.1")
        #expect(
            try change(grid, ("a: {sgd: {rate: $rate}}, ", "")) == "refused: parameters.optimizer.variants.a is gone")
        #expect(
            try change(grid, ("width > 3", "width > 4"))
                == "refused: require 'width > 3' is gone; require 'width > 4' is new")
        #expect(
            try change(grid, ("parameters:\n", "parameters:\n  extra: [1]\n"), ("depth: 2", "depth: $extra"))
                == "refused: trial.fake.depth 2 → \"$extra\"; parameters.extra is new")
        #expect(
            try change(random, ("[64, 128]", "[64, 128, 256]"))
                == "refused: parameters.width changed (64, 128 → 64, 128, 256)")
        #expect(
            try change(random, ("[64, 128]", "[128, 64]")) == "refused: parameters.width changed (64, 128 → 128, 64)")
        #expect(
            try change(random, ("[0.1, 1]", "[0.1, 2]"))
                == "refused: parameters.rate changed (0.1 … 1.0 (log_uniform) → 0.1 … 2.0 (log_uniform))")
        #expect(
            try change(list, ("{width: 64, rate: 0.1}, ", ""))
                == "refused: search.configurations: number 1 is gone (width 64, rate 0.1)")
    }

    @Test("the difference shows changed lines with three around them")
    func differences() {
        let old = (1...12).map { "line \($0)" }.joined(separator: "\n")
        let new = old.replacing("line 6\n", with: "line six\nand more\n") + "\nline 13\n"
        #expect(
            LineDifference(from: old, to: new).description
                == """
                  …
                  line 3
                  line 4
                  line 5
                - line 6
                + line six
                + and more
                  line 7
                  line 8
                  line 9
                  line 10
                  line 11
                  line 12
                + line 13
                """.replacing("                ", with: ""))
        #expect(LineDifference(from: old, to: old).description.isEmpty)
        #expect(LineDifference(from: "", to: "a\n").description == "+ a")
        #expect(LineDifference(from: "a\r\nb", to: "b").description == "- a\n  b")
    }

    @Test("the difference of two random texts leads from one to the other")
    func randomDifferences() {
        var generator = Congruential(state: 7)
        for _ in 0..<200 {
            let texts = (0..<2).map { _ in
                (0..<generator.next(below: 12)).map { _ in "\(generator.next(below: 4))" }
            }
            let lines = LineDifference(
                from: texts[0].joined(separator: "\n"), to: texts[1].joined(separator: "\n")
            ).description
            // With so few lines nothing is left out once something changed.
            let shown = lines.split(separator: "\n").filter { $0 != "  …" }
            guard !shown.isEmpty, !lines.contains("…") else { continue }
            #expect(shown.filter { !$0.hasPrefix("+") }.map { String($0.dropFirst(2)) } == texts[0])
            #expect(shown.filter { !$0.hasPrefix("-") }.map { String($0.dropFirst(2)) } == texts[1])
        }
    }
}
