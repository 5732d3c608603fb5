/// Amounts of memory as text.
public enum MemorySize {
    private static let units = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10),
        ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
    ]

    /// The amount without loss, in the greatest unit in which it is whole: `2 GiB`, `1500 MB`, `12345 bytes`.
    public static func exact(_ bytes: Int) -> String {
        let whole = units.filter { bytes % $0.1 == 0 && bytes != 0 }.map { (name: $0.0, count: bytes / $0.1) }
        guard let shortest = whole.min(by: { $0.count < $1.count }) else { return "\(bytes) bytes" }
        return "\(shortest.count) \(shortest.name)"
    }

    /// An amount that is taken or needed, in whole mebibytes, rounded up.
    public static func needed(_ bytes: Int) -> String {
        "\((bytes >> 20) + (bytes & ((1 << 20) - 1) == 0 ? 0 : 1)) MiB"
    }

    /// An amount that is allowed or there, in whole mebibytes, rounded down, so that a need above it reads above it.
    public static func available(_ bytes: Int) -> String { "\(bytes >> 20) MiB" }
}
