import Foundation
import StudyCore
import StudyFiles
import Testing

/// `HPSEARCH_MUTATIONS=10000 swift test --filter MutationTests` for more.
private let mutationCount = ProcessInfo.processInfo.environment["HPSEARCH_MUTATIONS"].flatMap { Int($0) } ?? 500

@Suite("Broken files end in sentences")
struct MutationTests {
    static let good = """
        name: m
        seed: 3
        objective: {maximize: validation.accuracy}
        parameters:
          rate: {log_uniform: [1e-3, 1.0]}
          beta: {reverse_log_uniform: {low: 0.8, high: 0.99}, when: {algorithm: [adaptive]}}
          wide: {int_uniform: [8, 64], step: 8}
          narrow: {values: [1, 2, 4], weights: [1, 2, 1]}
          depth: {linspace: [0, 4, 5]}
          noise: {normal: [0.5, 0.1], low: 0.1, high: 1}
          algorithm: {variants: {plain: {sgd: {rate: $rate}}, adaptive: {adam: {rate: $rate, beta: $beta}}}}
          flag: [true, false]
        require: ["narrow <= wide and not (depth == 2)", "${noise} > 0.05"]
        search: {method: random, trials: 12, repeats: 2}
        limits: {wall_time: 1h30m, failures: 3}
        trial:
          fake:
            width: $wide
            depth: $narrow
            run: [$depth, $noise]
            flag: $flag
            optimizer: $algorithm
            pattern: '(?<value>[0-9]+) $rate'
            label: "a \\"quoted\\" text"
        """

    private static let pieces = [
        "{", "}", "[", "]", ":", ",", "\"", "'", "$", "${", "\n", "  ", "\t", "- ", "#", "&a", "*a", "!!x ", "<<: ",
        "? ",
        "|", ">", "%", "@", "---\n", "...\n", "null", "true", "-1", "0", "1e999", ".nan", ".inf",
        "99999999999999999999",
        "é", "🙂", "\u{2028}", "\u{FEFF}", "\r", "narrow", "grid", "list", "when: ", "values: ", "(", "<", "uniform",
    ]

    private static func mutated(_ generator: inout Congruential) -> [UInt8] {
        var bytes = Array(good.utf8)
        for _ in 0...generator.next(below: 4) {
            let place = generator.next(below: bytes.count)
            switch generator.next(below: 6) {
            case 0: bytes.remove(at: place)
            case 1: bytes[place] = UInt8(generator.next(below: 256))
            case 2: bytes.insert(contentsOf: Array(pieces[generator.next(below: pieces.count)].utf8), at: place)
            case 3:
                let end = min(bytes.count, place + generator.next(below: 40))
                bytes.insert(contentsOf: bytes[place..<end], at: generator.next(below: bytes.count))
            case 4: bytes.removeSubrange(place..<min(bytes.count, place + generator.next(below: 30)))
            default:
                // A line goes somewhere else.
                var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
                lines.insert(
                    lines.remove(at: generator.next(below: lines.count)), at: generator.next(below: lines.count))
                bytes = Array(lines.joined(separator: [10]))
            }
            if bytes.isEmpty { bytes = [10] }
        }
        return bytes
    }

    @Test("no mutation of a good file crashes the reader, and each refusal says something")
    func mutations() throws {
        #expect(sentences(Self.good) == [])
        let reader = StudyFileReader(kinds: [FakeTrial()], methods: fakeMethods)
        var generator = Congruential(state: 20)
        var refused = 0
        for _ in 0..<mutationCount {
            do throws(StudyFileError) {
                _ = try reader.read(
                    bytes: Self.mutated(&generator), file: "m.yaml", environment: TrialEnvironment(directory: "."))
            } catch {
                refused += 1
                #expect(!error.diagnostics.isEmpty)
                #expect(error.sentences.allSatisfy { $0.hasPrefix("m.yaml:") && !$0.contains("\n") })
            }
        }
        #expect(refused > mutationCount / 2)
    }
}
