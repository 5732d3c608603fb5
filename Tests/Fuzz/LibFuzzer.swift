#if COVERAGE_GUIDED
    import Foundation
    import Fuzzing

    /// libFuzzer's own entry, for programs with a `main` of their own (LLVM, "libFuzzer: Using libFuzzer as a library").
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runDriver(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
        _ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    nonisolated(unsafe) private var chosen: (any FuzzTarget)?

    enum LibFuzzer {
        static func run(_ target: any FuzzTarget, arguments: [String]) -> Never {
            chosen = target
            let arguments = arguments + (dictionary(of: target).map { ["-dict=\($0)"] } ?? [])
            var count = CInt(arguments.count)
            let texts = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: arguments.count + 1)
            for (place, text) in arguments.enumerated() { (texts + place).initialize(to: strdup(text)) }
            (texts + arguments.count).initialize(to: nil)
            var pointer = texts
            exit(
                runDriver(&count, &pointer) { bytes, length in
                    let input = Array(UnsafeBufferPointer(start: bytes, count: length))
                    if let chosen { _ = insistOn(chosen, input) }
                    return 0
                })
        }

        /// Writes the words of the format as libFuzzer reads them, beside what else scripts/fuzz.sh keeps; the file's path.
        private static func dictionary(of target: any FuzzTarget) -> String? {
            let lines = target.words.map { word in
                let escaped = word.utf8.map {
                    "\\x" + (String($0, radix: 16).count == 1 ? "0" : "") + String($0, radix: 16)
                }
                return "\"\(escaped.joined())\"\n"
            }
            let path = ".build/fuzz/\(target.name).dict"
            return FileManager.default.createFile(atPath: path, contents: Data(lines.joined().utf8)) ? path : nil
        }
    }
#endif
