#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// A block of `Float`s, aligned to cache lines and zero at first, that is allocated once and carved up by offsets.
final class Arena {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) throws(NetworkError) {
        let bytes = max(count, 1).multipliedReportingOverflow(by: MemoryLayout<Float>.stride)
        guard !bytes.overflow else { throw .tooLarge }
        var memory: UnsafeMutableRawPointer?
        guard posix_memalign(&memory, 64, bytes.partialValue) == 0, let memory else {
            throw .outOfMemory(bytes: bytes.partialValue)
        }
        base = memory.bindMemory(to: Float.self, capacity: max(count, 1))
        base.initialize(repeating: 0, count: max(count, 1))
        self.count = count
    }

    deinit { free(base) }
}

/// A place within an arena, in `Float`s.
struct Region: Sendable, Hashable {
    let offset: Int
    let count: Int
}

/// Adds up what an arena must hold.
struct ArenaSize: Sendable {
    private(set) var count = 0

    /// Reserves `size` floats at the beginning of a cache line.
    mutating func reserve(_ size: Int) throws(NetworkError) -> Region {
        let padded = size.addingReportingOverflow(15)
        let end = count.addingReportingOverflow(padded.partialValue & ~15)
        guard !padded.overflow, !end.overflow else { throw .tooLarge }
        defer { count = end.partialValue }
        return Region(offset: count, count: size)
    }
}

/// The product of sizes, if it is a size.
func product(_ sizes: [Int]) throws(NetworkError) -> Int {
    var result = 1
    for size in sizes {
        let next = result.multipliedReportingOverflow(by: size)
        guard !next.overflow else { throw .tooLarge }
        result = next.partialValue
    }
    return result
}
