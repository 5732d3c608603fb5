/// Which examples a run trains, validates and tests on: the `data` of a study file.
public struct DataRequest: Hashable, Sendable {
    public enum Source: Hashable, Sendable {
        /// A data set of the catalog.
        case named(String)
        case csv(CSVOptions)
    }

    public var source: Source
    /// The first rows of the training part; by default all before the validation rows.
    public var train: Int?
    /// The last rows of the training part; by default the data set's own number. May be 0.
    public var validation: Int?
    /// The first rows of the held-out part; by default all. May be 0.
    public var test: Int?
    /// Whether each feature is shifted and scaled to mean 0 and standard deviation 1 over the rows to train on.
    public var standardize: Bool

    public init(
        _ source: Source, train: Int? = nil, validation: Int? = nil, test: Int? = nil, standardize: Bool = false
    ) {
        self.source = source
        self.train = train
        self.validation = validation
        self.test = test
        self.standardize = standardize
    }
}

/// How a CSV file is read. Its columns are the features, but for the label.
public struct CSVOptions: Hashable, Sendable {
    public enum Column: Hashable, Sendable {
        case name(String)
        /// From 1, or from −1 backwards: −1 is the last column.
        case index(Int)
    }

    /// What the label column holds.
    public enum Target: Hashable, Sendable {
        /// One class for each different text.
        case classes
        /// A number to be predicted.
        case number
    }

    /// Relative paths start from `DataLocations.base`. A name in `.gz` is unpacked.
    public var path: String
    public var label: Column
    /// Whether the first row holds the columns' names.
    public var hasHeader: Bool
    /// A single ASCII character.
    public var separator: Character
    public var target: Target
    /// The shape of one row's features, `[channels, height, width]`; nil leaves them in a row.
    public var shape: [Int]?

    public init(
        path: String, label: Column, hasHeader: Bool = true, separator: Character = ",", target: Target = .classes,
        shape: [Int]? = nil
    ) {
        self.path = path
        self.label = label
        self.hasHeader = hasHeader
        self.separator = separator
        self.target = target
        self.shape = shape
    }
}
