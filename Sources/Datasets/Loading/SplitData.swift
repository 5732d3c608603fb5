/// The examples of a run, and what is to be recorded about them.
public struct SplitData: Sendable {
    public let train: ExampleTable
    /// May have no rows.
    public let validation: ExampleTable
    /// May have no rows.
    public let test: ExampleTable
    /// The shape of one example: `[features]`, or `[channels, height, width]`.
    public let shape: [Int]
    /// 0 if numbers are to be predicted.
    public let classCount: Int
    /// By class index.
    public let classNames: [String]
    /// SHA-256 over the unpacked bytes of all files used.
    public let checksum: String
    /// One line: `mnist: 50,000 to train, 10,000 to validate, 10,000 held out; 1×28×28, 10 classes`.
    public let description: String
    /// What may not be as it was meant, a sentence each: classes that the rows to train on do not show.
    public let warnings: [String]

    init(_ loaded: LoadedDataset, name: String, counts: SplitCounts, standardize: Bool) {
        let training = loaded.training
        var train = training.part(0..<counts.train)
        let standardization = standardize ? train.standardizationOfRows() : nil
        train = training.part(0..<counts.train, standardization: standardization)
        self.train = train
        validation = training.part(
            (training.rows - counts.validation)..<training.rows, standardization: standardization)
        test = loaded.heldOut.part(0..<counts.test, standardization: standardization)
        shape = training.shape
        classCount = loaded.classNames.count
        classNames = loaded.classNames
        checksum = loaded.checksum
        description = DataInspection(name: name, size: loaded.size, counts: counts, isExact: true).description
        let absent = zip(loaded.classNames, train.classCounts()).filter { $0.1 == 0 }.map(\.0)
        warnings =
            absent.isEmpty
            ? []
            : [
                "\(name): the \(counts.train.grouped) rows to train on hold no example of "
                    + (absent.count > 5
                        ? "\(absent.count) of \(classCount) classes" : absent.map(\.excerpt).joined(separator: ", "))
                    + "; are the rows sorted by class?"
            ]
    }
}
