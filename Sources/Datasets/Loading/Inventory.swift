/// A data set of the catalog and whether it is here: for `data list`.
public struct DatasetStatus: Hashable, Sendable {
    public enum Availability: Hashable, Sendable {
        case builtIn
        /// In this directory.
        case present(directory: String, bytes: Int)
        /// A file is missing, or cannot be read: why.
        case unusable(reason: String)
        /// `data fetch` downloads so many bytes.
        case absent(downloadBytes: Int)
    }

    public let name: String
    public let summary: String
    public let availability: Availability
    /// According to the files, where they are here; else as published.
    public let size: DatasetSize
}

/// All about one data set: for `data info`.
public struct DatasetDetails: Hashable, Sendable {
    public struct File: Hashable, Sendable {
        public let path: String
        /// As it lies there, packed or not.
        public let bytes: Int
        /// SHA-256 of the unpacked content.
        public let checksum: String
    }

    public let status: DatasetStatus
    public let provenance: Provenance
    /// The split where a study names no counts.
    public let defaultCounts: SplitCounts
    public let classNames: [String]
    public let files: [File]
    /// SHA-256 over all files; nil if the data set is not here, as are the class counts.
    public let checksum: String?
    /// Examples per class of the training part.
    public let trainingClassCounts: [Int]?
    /// Examples per class of the held-out part.
    public let heldOutClassCounts: [Int]?
}

extension DatasetLoader {
    /// Every data set of the catalog; loads nothing.
    public func list(in locations: DataLocations) -> [DatasetStatus] {
        catalog.datasets.map { status(of: $0, in: locations) }
    }

    /// - Throws: `unknownDataset`; and, where the files are here, what is wrong with them.
    public func details(of name: String, in locations: DataLocations) throws(DatasetError) -> DatasetDetails {
        let dataset = try catalog.dataset(named: name)
        let status = status(of: dataset, in: locations)
        let counts = try SplitCounts(DataRequest(.named(name)), of: status.size, in: dataset)
        guard let files = try? dataset.locate(in: locations) else {
            return DatasetDetails(
                status: status, provenance: dataset.provenance, defaultCounts: counts, classNames: dataset.classNames,
                files: [],
                checksum: nil, trainingClassCounts: nil, heldOutClassCounts: nil)
        }
        let source = try ResolvedSource(.named(name), catalog: catalog, locations: locations)
        let loaded = try whole(source, .named(name), from: locations)
        return DatasetDetails(
            status: status, provenance: dataset.provenance, defaultCounts: counts, classNames: loaded.classNames,
            files: zip(files, loaded.fileChecksums).map {
                DatasetDetails.File(path: $0.path, bytes: $0.identity.size, checksum: $1)
            },
            checksum: loaded.checksum, trainingClassCounts: loaded.training.classCounts(),
            heldOutClassCounts: loaded.heldOut.classCounts())
    }

    private func status(of dataset: any Dataset, in locations: DataLocations) -> DatasetStatus {
        func status(_ availability: DatasetStatus.Availability, _ size: DatasetSize) -> DatasetStatus {
            DatasetStatus(
                name: dataset.name, summary: dataset.summary, availability: availability, size: size)
        }
        if dataset.remoteFiles.isEmpty { return status(.builtIn, dataset.published) }
        do {
            let files = try dataset.locate(in: locations)
            let size = try dataset.size(of: files)
            let directory = files[0].path.split(separator: "/").dropLast().map { "/" + $0 }.joined()
            return status(.present(directory: directory, bytes: files.reduce(0) { $0 + $1.identity.size }), size)
        } catch .missingDataset(_, _, incomplete: nil) {
            return status(.absent(downloadBytes: dataset.remoteFiles.reduce(0) { $0 + $1.bytes }), dataset.published)
        } catch {
            return status(.unusable(reason: error.description), dataset.published)
        }
    }
}
