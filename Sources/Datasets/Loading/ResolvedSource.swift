/// A request's source together with its files on this machine.
struct ResolvedSource {
    private enum Kind {
        case catalog(any Dataset)
        case csv(CSVDataset)
    }

    private let kind: Kind
    let files: [DataFile]

    /// - Throws: `unknownDataset`, or what says that files are missing.
    init(
        _ source: DataRequest.Source, catalog: DatasetCatalog, locations: DataLocations
    ) throws(DatasetError) {
        switch source {
        case .named(let name):
            let dataset = try catalog.dataset(named: name)
            kind = .catalog(dataset)
            files = try dataset.locate(in: locations)
        case .csv(let options):
            let dataset = CSVDataset(options: options)
            kind = .csv(dataset)
            files = [try dataset.locate(in: locations)]
        }
    }

    /// The data set's name, or the file's.
    var name: String {
        switch kind {
        case .catalog(let dataset): dataset.name
        case .csv: files[0].name
        }
    }

    func load(_ unpacked: UnpackedFiles) throws(DatasetError) -> LoadedDataset {
        switch kind {
        case .catalog(let dataset): try dataset.load(files, unpacked: unpacked)
        case .csv(let dataset): try dataset.load(files[0], unpacked: unpacked)
        }
    }

    func counts(_ request: DataRequest, of size: DatasetSize) throws(DatasetError) -> SplitCounts {
        switch kind {
        case .catalog(let dataset): try SplitCounts(request, of: size, in: dataset)
        case .csv:
            try SplitCounts(
                request, trainingRows: size.trainingRows, heldOutRows: size.heldOutRows,
                defaultValidation: size.trainingRows / 6)
        }
    }
}

extension SplitCounts {
    init(_ request: DataRequest, of size: DatasetSize, in dataset: any Dataset) throws(DatasetError) {
        try self.init(
            request, trainingRows: size.trainingRows, heldOutRows: size.heldOutRows,
            defaultValidation: dataset.defaultValidation(trainingRows: size.trainingRows))
    }
}
