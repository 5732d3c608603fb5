import Foundation

/// Takes memory bit by bit, writes to all of it, and keeps it for a minute.
func takeMemory(mebibytes: Int) {
    for _ in 0..<(mebibytes / 10) {
        let size = 10 << 20
        memset(malloc(size), 1, size)
        usleep(5000)
    }
    sleep(60)
}

/// Reads every page of a file that it maps, as data sets are read, and gives the sum of the bytes.
func touchMappedFile(mebibytes: Int) throws -> Double {
    let path = NSTemporaryDirectory() + "hpsearch-mapped-\(UUID().uuidString)"
    defer { unlink(path) }
    let size = mebibytes << 20
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    guard descriptor >= 0, ftruncate(descriptor, off_t(size)) == 0,
        let start = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
    else { throw CocoaError(.fileReadUnknown) }
    close(descriptor)
    var sum = 0
    for _ in 0..<5 {
        for offset in stride(from: 0, to: size, by: 4096) {
            sum += Int(start.load(fromByteOffset: offset, as: UInt8.self))
        }
        // Long enough to be looked at.
        usleep(100_000)
    }
    return Double(sum)
}

/// The most memory that this process has had in RAM at once, in KiB.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? .max
}
