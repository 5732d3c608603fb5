import Foundation
import Fuzzing

// Built with `-sanitize=fuzzer` and COVERAGE_GUIDED (scripts/fuzz.sh does so) libFuzzer chooses the inputs, by what they
// reach in the readers; built without, a plain series of mutations of the corpus does.

/// `Fuzz TARGET [libFuzzer's options and folders]`, or `Fuzz TARGET SECONDS FOLDER…`.
@main
struct Fuzz {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count > 1, let target = fuzzTargets.first(where: { $0.name == arguments[1] }) else {
            let names = fuzzTargets.map(\.name).joined(separator: ", ")
            FileHandle.standardError.write(Data("Fuzz: name a target first: \(names)\n".utf8))
            exit(2)
        }
        #if COVERAGE_GUIDED
            LibFuzzer.run(target, arguments: [arguments[0]] + arguments.dropFirst(2))
        #else
            PlainFuzzing.run(
                target, seconds: arguments.dropFirst(2).first.flatMap { Double($0) } ?? 60, arguments.dropFirst(3))
        #endif
    }
}

/// Says what a reader should not have done, and ends the process, which libFuzzer takes for a finding.
func insistOn(_ target: any FuzzTarget, _ input: [UInt8]) -> FuzzOutcome {
    let outcome = target.probe(input)
    if !outcome.complaints.isEmpty {
        let text = outcome.complaints.prefix(5).map { "complaint: \($0)\n" }.joined()
        FileHandle.standardError.write(Data(text.utf8))
        abort()
    }
    return outcome
}
