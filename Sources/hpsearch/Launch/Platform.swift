import Foundation
import StudyCore

#if canImport(Glibc)
    import Glibc
#endif

/// Facts about the machine and the process.
enum Platform {
    /// The C library and its version, whose `exp` and `log` have last digits of their own.
    static var cLibrary: String {
        #if canImport(Glibc)
            var text = [CChar](repeating: 0, count: 64)
            let length = confstr(Int32(_CS_GNU_LIBC_VERSION), &text, text.count)
            return length > 0
                ? String(decoding: text.prefix(length - 1).map(UInt8.init(bitPattern:)), as: UTF8.self) : "glibc"
        #else
            return ProcessInfo.processInfo.operatingSystemVersionString
        #endif
    }

    /// What results depend on whatever the kind of trial.
    static var provenance: [(name: String, value: String)] {
        [(name: "hpsearch", value: toolVersion), (name: "c_library", value: cLibrary)]
    }

    /// This program's own file, of which workers are started.
    static var executable: String {
        let link = "/proc/self/exe"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? CommandLine.arguments[0]
    }
}
