import Synchronization

/// Turns requests into examples. What it has loaded it keeps, so that the thousandth trial on the same data costs a look
/// at the files' dates. May be used from any thread; one loader does one thing at a time.
public final class DatasetLoader: Sendable {
    public let catalog: DatasetCatalog
    private let kept = Mutex(Kept())

    /// The most recent first; few, for a study uses one data set or a handful.
    fileprivate struct Kept {
        var datasets: [(key: DatasetKey, value: LoadedDataset)] = []
        var splits: [(key: SplitKey, value: SplitData)] = []
    }

    /// The same source in the same state.
    fileprivate struct DatasetKey: Hashable {
        let source: DataRequest.Source
        let files: [DataFile]
    }

    fileprivate struct SplitKey: Hashable {
        let dataset: DatasetKey
        let counts: SplitCounts
        let standardize: Bool
    }

    public init(catalog: DatasetCatalog = .standard) { self.catalog = catalog }

    /// Loads what `request` asks for.
    /// - Throws: every kind of `DatasetError` but the downloads'.
    public func load(_ request: DataRequest, from locations: DataLocations) throws(DatasetError) -> SplitData {
        let source = try ResolvedSource(request.source, catalog: catalog, locations: locations)
        return try kept.withLock { kept throws(DatasetError) in
            let key = DatasetKey(source: request.source, files: source.files)
            let loaded = try kept.whole(source, key: key, locations: locations)
            let counts = try source.counts(request, of: loaded.size)
            let splitKey = SplitKey(dataset: key, counts: counts, standardize: request.standardize)
            if let known = kept.splits.first(where: { $0.key == splitKey })?.value { return known }
            let split = SplitData(loaded, name: source.name, counts: counts, standardize: request.standardize)
            kept.splits.insert((splitKey, split), at: 0)
            kept.splits.removeLast(max(0, kept.splits.count - 16))
            return split
        }
    }

    /// What `request` would give: for the catalog's data sets from the files' headers, or from the published size where
    /// the files are not here; for a CSV file from reading it.
    public func inspect(_ request: DataRequest, from locations: DataLocations) throws(DatasetError) -> DataInspection {
        if case .named(let name) = request.source {
            let dataset = try catalog.dataset(named: name)
            let files = try? dataset.locate(in: locations)
            let size = if let files { try dataset.size(of: files) } else { dataset.published }
            let counts = try SplitCounts(request, of: size, in: dataset)
            return DataInspection(name: name, size: size, counts: counts, isExact: files != nil)
        }
        let source = try ResolvedSource(request.source, catalog: catalog, locations: locations)
        let size = try whole(source, request.source, from: locations).size
        return DataInspection(
            name: source.name, size: size, counts: try source.counts(request, of: size), isExact: true)
    }

    /// The whole of a source, not divided.
    func whole(
        _ source: ResolvedSource, _ name: DataRequest.Source, from locations: DataLocations
    ) throws(DatasetError) -> LoadedDataset {
        try kept.withLock { kept throws(DatasetError) in
            try kept.whole(source, key: DatasetKey(source: name, files: source.files), locations: locations)
        }
    }
}

extension DatasetLoader.Kept {
    fileprivate mutating func whole(
        _ source: ResolvedSource, key: DatasetLoader.DatasetKey, locations: DataLocations
    ) throws(DatasetError) -> LoadedDataset {
        if let known = datasets.first(where: { $0.key == key })?.value { return known }
        let loaded = try source.load(UnpackedFiles(locations))
        datasets.insert((key, loaded), at: 0)
        datasets.removeLast(max(0, datasets.count - 4))
        return loaded
    }
}
