import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// Facts about the machine and the process.
enum Platform {
    /// The C library and its version, whose `exp` and `log` have last digits of their own.
    static var cLibrary: String {
        #if canImport(Glibc)
            "glibc \(String(cString: gnu_get_libc_version()))"
        #else
            ProcessInfo.processInfo.operatingSystemVersionString
        #endif
    }

    /// This program's own file, of which workers are started.
    static var executable: String {
        let link = "/proc/self/exe"
        return (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? CommandLine.arguments[0]
    }
}
