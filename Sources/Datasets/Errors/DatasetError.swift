/// Whatever keeps a data set from being found, read, divided or downloaded. The sentences are in
/// `DatasetError+Sentences.swift`.
public enum DatasetError: Error, Hashable, Sendable {
    // What was asked for.
    case unknownDataset(name: String, known: [String])
    case counts(CountFault)

    // The files.
    case missingDataset(name: String, searched: [String], incomplete: IncompleteFiles?)
    case missingFile(path: String)
    case unreadableFile(path: String, reason: String)
    case unwritableFile(path: String, reason: String)
    case damagedGzip(path: String, GzipFault)
    case idx(path: String, IDXFault)
    case countMismatch(images: String, imageCount: Int, labels: String, labelCount: Int)
    case shapeMismatch(training: String, trainingShape: [Int], heldOut: String, heldOutShape: [Int])
    case labelOutOfRange(path: String, row: Int, label: Int, classCount: Int)
    case filesOfAnotherDataset(path: String, asked: String, actual: String)
    case csv(path: String, CSVFault)

    // Downloads.
    case nothingToFetch(name: String)
    case alreadyDownloading(path: String)
    case downloadFailed(file: String, failures: [MirrorFailure], kept: Int)
    case downloadCancelled(file: String, kept: Int)

    /// A directory that holds some of a data set's files.
    public struct IncompleteFiles: Hashable, Sendable {
        public var directory: String
        public var missing: [String]
    }

    /// Counts of rows that the data set cannot give.
    public enum CountFault: Hashable, Sendable {
        /// `key` is `train`, `validation` or `test`.
        case belowMinimum(key: String, value: Int, minimum: Int)
        case tooMany(key: String, asked: Int, available: Int)
        /// `validation` is the default's where `validationIsDefault`.
        case overlap(train: Int, validation: Int, rows: Int, validationIsDefault: Bool)
        case nothingToTrain(rows: Int, validation: Int)
    }

    public enum GzipFault: Hashable, Sendable {
        case notGzip, truncated, corrupt, trailingBytes
    }

    public enum IDXFault: Error, Hashable, Sendable {
        case tooShort(bytes: Int)
        case notIDX(magic: UInt32)
        case wrongElementType(UInt8)
        case labelsInPlaceOfImages
        case imagesInPlaceOfLabels
        case wrongDimensions(found: Int, expected: Int)
        case emptyDimension([Int])
        case tooLarge([Int])
        case truncated(expected: Int, found: Int)
        case tooLong(expected: Int)
    }

    /// A place in a CSV file: the row counts the lines of the file from 1, the header included; the column from 1.
    public struct Cell: Hashable, Sendable {
        public var row: Int
        public var column: Int
        /// The column's heading, if the file has any.
        public var name: String?
    }

    public enum CSVFault: Error, Hashable, Sendable {
        case invalidSeparator(String)
        case empty
        case noRows
        case noFeatures(separatorHint: String?)
        case headerLooksLikeData
        case duplicateHeading(name: String, first: Int, second: Int)
        case missingLabelColumn(name: String, columns: [String])
        case labelColumnOutOfRange(index: Int, columns: Int)
        case labelNameWithoutHeader(name: String)
        case raggedRow(row: Int, fields: Int, expected: Int)
        case notANumber(Cell, text: String)
        case numberOutOfRange(Cell, text: String)
        /// The same, where numbers are read in double precision.
        case doubleOutOfRange(Cell, text: String)
        case emptyCell(Cell)
        case unclosedQuote(row: Int)
        case textAfterQuote(row: Int, column: Int)
        case notUTF8(row: Int, column: Int)
        case oneClass(column: String, label: String)
        case numericTarget(column: String)
        case shapeDiffers(shape: [Int], features: Int)
    }

    /// Why one mirror did not give a file.
    public struct MirrorFailure: Hashable, Sendable {
        public var url: String
        public var reason: Reason

        public enum Reason: Hashable, Sendable {
            case unreachable(String)
            case status(Int)
            case truncated(received: Int, expected: Int?)
            case tooLong(expected: Int)
            case wrongChecksum(expected: String, found: String)
            case invalidAddress
        }
    }

    /// Who can mend it, and so the exit code of the command that met it.
    public enum Kind: Hashable, Sendable {
        /// The request or the content of the user's table: exit code 2.
        case usage
        /// A file, directory, disk or network: exit code 4.
        case environment
    }

    public var kind: Kind {
        switch self {
        case .unknownDataset, .counts, .csv, .nothingToFetch: .usage
        default: .environment
        }
    }
}
