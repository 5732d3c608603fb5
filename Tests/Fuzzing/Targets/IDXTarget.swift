import Datasets

/// A data set of four IDX files, one of which is the input: its first byte says which, and whether it is packed with gzip;
/// the rest is the file.
public struct IDXTarget: FuzzTarget {
    public let name = "idx"
    private let scratch = FuzzScratch()
    private static let names = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ]

    public init() {
        for (role, name) in Self.names.enumerated() { _ = scratch.write(Self.file(role), to: "mnist/\(name)") }
    }

    public let words = ["\u{0}\u{0}\u{8}\u{3}", "\u{0}\u{0}\u{8}\u{1}", "\u{0}\u{0}\u{0}\u{6}", "\u{1F}"]

    /// A well-formed file: twelve training examples or six held out, images of 2 × 3.
    public static func file(_ role: Int) -> [UInt8] {
        let count: UInt8 = role < 2 ? 12 : 6
        let header: [UInt8] = [0, 0, 8]
        guard role % 2 == 0 else { return header + [1, 0, 0, 0, count] + (0..<count).map { $0 % 10 } }
        return header + [3, 0, 0, 0, count, 0, 0, 0, 2, 0, 0, 0, 3] + (0..<count * 6).map { $0 }
    }

    public func probe(_ input: [UInt8]) -> FuzzOutcome {
        let choice = Int(input.first ?? 0)
        let role = choice % 4
        let isPacked = choice / 4 % 2 == 1
        let name = Self.names[role]
        scratch.remove("mnist/\(name)")
        scratch.remove("mnist/\(name).gz")
        defer {
            scratch.remove("mnist/\(name).gz")
            _ = scratch.write(Self.file(role), to: "mnist/\(name)")
        }
        guard scratch.write(Array(input.dropFirst()), to: "mnist/\(name)\(isPacked ? ".gz" : "")") != nil else {
            return FuzzOutcome(complaints: ["the scratch directory cannot be written"])
        }
        let loader = DatasetLoader()
        do throws(DatasetError) {
            _ = try loader.inspect(DataRequest(.named("mnist")), from: scratch.locations)
            let data = try loader.load(DataRequest(.named("mnist")), from: scratch.locations)
            var complaints = SentenceRules.complaints(data.description)
            for table in [data.train, data.validation, data.test] { complaints += TableRules.complaints(table) }
            return FuzzOutcome(isAccepted: true, complaints: complaints)
        } catch {
            return FuzzOutcome(complaints: SentenceRules.complaints(error.description))
        }
    }
}
