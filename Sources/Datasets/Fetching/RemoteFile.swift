/// A published file and where it can be downloaded.
public struct RemoteFile: Hashable, Sendable {
    public let name: String
    /// Its size in bytes.
    public let bytes: Int
    /// Its SHA-256, in lower-case hexadecimal, as published: packed.
    public let sha256: String
    /// Addresses, tried in this order.
    public let mirrors: [String]

    public init(name: String, bytes: Int, sha256: String, mirrors: [String]) {
        self.name = name
        self.bytes = bytes
        self.sha256 = sha256
        self.mirrors = mirrors
    }

    /// MNIST's four files under each of the `roots`.
    static func files(at roots: [String], _ files: [(bytes: Int, sha256: String)]) -> [RemoteFile] {
        zip(IDXDataset.fileNames, files).map { name, file in
            RemoteFile(
                name: name + ".gz", bytes: file.bytes, sha256: file.sha256, mirrors: roots.map { "\($0)/\(name).gz" })
        }
    }
}
