/// A data set by name: what it is, where its files are, how they are read. Adding one is a type (or, for four IDX files,
/// one value of `IDXDataset`) and one line in `DatasetCatalog.standard`; the conformance suite picks it up from there.
public protocol Dataset: Sendable {
    /// The name in study files: lower case, underscores.
    var name: String { get }
    /// One line for `data list`.
    var summary: String { get }
    var provenance: Provenance { get }
    /// The published size, known without any file.
    var published: DatasetSize { get }
    /// The names of the classes, by index.
    var classNames: [String] { get }
    /// The files to download, in the order of their checksums; empty for a built-in data set.
    var remoteFiles: [RemoteFile] { get }

    /// The data set's files on this machine, in the order of `remoteFiles`; empty for a built-in data set.
    /// - Throws: `missingDataset`.
    func locate(in locations: DataLocations) throws(DatasetError) -> [DataFile]
    /// The size according to the files' headers.
    func size(of files: [DataFile]) throws(DatasetError) -> DatasetSize
    /// Reads all of it.
    func load(_ files: [DataFile], unpacked: UnpackedFiles) throws(DatasetError) -> LoadedDataset
    /// How many rows at the end of the training part validate where nothing is said.
    func defaultValidation(trainingRows: Int) -> Int
}

extension Dataset {
    /// The last sixth, rounded down: 10,000 of 60,000.
    public func defaultValidation(trainingRows: Int) -> Int { trainingRows / 6 }
}

/// How large a data set is.
public struct DatasetSize: Hashable, Sendable {
    /// Rows of the part to train and validate on.
    public var trainingRows: Int
    /// Rows of the part that is held out.
    public var heldOutRows: Int
    /// The shape of one example: `[features]`, or `[channels, height, width]`.
    public var shape: [Int]
    /// 0 if numbers are to be predicted.
    public var classCount: Int

    public init(trainingRows: Int, heldOutRows: Int, shape: [Int], classCount: Int) {
        self.trainingRows = trainingRows
        self.heldOutRows = heldOutRows
        self.shape = shape
        self.classCount = classCount
    }
}

/// Whose work a data set is, and under which terms it may be used.
public struct Provenance: Hashable, Sendable {
    public var authors: String
    public var year: Int
    /// A title, a DOI or an address.
    public var source: String
    public var licence: String
}

/// A data set in memory, not yet divided for a run. Parts of it are views of the same memory.
public struct LoadedDataset: Sendable {
    public let training: ExampleTable
    public let heldOut: ExampleTable
    /// The names of the classes, by index.
    public let classNames: [String]
    /// SHA-256 over the unpacked bytes of all files.
    public let checksum: String
    /// The unpacked files' own checksums, in the files' order.
    public let fileChecksums: [String]

    public var size: DatasetSize {
        DatasetSize(
            trainingRows: training.rows, heldOutRows: heldOut.rows, shape: training.shape, classCount: classNames.count)
    }
}
