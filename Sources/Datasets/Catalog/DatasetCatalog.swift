/// The data sets known by name.
public struct DatasetCatalog: Sendable {
    public let datasets: [any Dataset]

    public init(_ datasets: [any Dataset]) { self.datasets = datasets }

    /// Everything the tool knows, one line each.
    public static let standard = DatasetCatalog([
        DigitsDataset(),
        IDXDataset.mnist,
        IDXDataset.fashionMNIST,
        IDXDataset.kmnist,
    ])

    public var names: [String] { datasets.map(\.name) }

    /// - Throws: `unknownDataset`, whose sentence lists the known ones.
    public func dataset(named name: String) throws(DatasetError) -> any Dataset {
        guard let dataset = datasets.first(where: { $0.name == name }) else {
            throw .unknownDataset(name: name, known: names)
        }
        return dataset
    }
}
