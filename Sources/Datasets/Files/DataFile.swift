/// A file of a data set, found on this machine.
public struct DataFile: Hashable, Sendable {
    /// Its name without `.gz`: `train-images-idx3-ubyte`.
    public let name: String
    public let identity: FileIdentity
    /// Whether it is packed with gzip.
    public let isCompressed: Bool

    public var path: String { identity.path }
}
