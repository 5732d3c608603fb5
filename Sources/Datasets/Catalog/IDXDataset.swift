/// Images in four IDX files with MNIST's names: images and labels to train on, images and labels held out.
struct IDXDataset: Dataset {
    let name: String
    let summary: String
    let provenance: Provenance
    let published: DatasetSize
    let classNames: [String]
    let remoteFiles: [RemoteFile]
    /// The SHA-256 of the published training labels, unpacked, where it is known: tells apart data sets whose files have
    /// the same names.
    let labelChecksum: String?

    static let fileNames = [
        "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte",
    ]

    func locate(in locations: DataLocations) throws(DatasetError) -> [DataFile] {
        var incomplete: DatasetError.IncompleteFiles?
        for directory in candidateDirectories(in: locations) {
            let files = IDXDataset.fileNames.map { IDXDataset.find($0, in: directory) }
            let found = files.compactMap { $0 }
            if found.count == files.count { return found }
            if !found.isEmpty, incomplete == nil {
                let missing = zip(IDXDataset.fileNames, files).filter { $0.1 == nil }.map(\.0)
                incomplete = .init(directory: directory, missing: missing)
            }
        }
        throw .missingDataset(name: name, searched: locations.searched, incomplete: incomplete)
    }

    /// In each searched directory: a directory of the data set's name, or the files directly, unless the directory
    /// itself has the name of another data set.
    private func candidateDirectories(in locations: DataLocations) -> [String] {
        locations.searched.flatMap { directory in
            let own = Spelling.plain(directory.split(separator: "/").last.map(String.init) ?? "")
            let isAnothers = DatasetCatalog.standard.names.contains { $0 != name && Spelling.plain($0) == own }
            return ["\(directory)/\(name)"] + (isAnothers ? [] : [directory])
        }
    }

    /// Plain before packed; also with a dot before `idx`, as some archives name them.
    private static func find(_ name: String, in directory: String) -> DataFile? {
        for spelling in [name, name.replacing("-idx", with: ".idx")] {
            for (ending, isCompressed) in [("", false), (".gz", true)] {
                if let identity = FileIdentity(path: "\(directory)/\(spelling)\(ending)") {
                    return DataFile(name: name, identity: identity, isCompressed: isCompressed)
                }
            }
        }
        return nil
    }

    func size(of files: [DataFile]) throws(DatasetError) -> DatasetSize {
        let training = try IDXFile.header(of: files[0], expecting: .images)
        let heldOut = try IDXFile.header(of: files[2], expecting: .images)
        return DatasetSize(
            trainingRows: training.dimensions[0], heldOutRows: heldOut.dimensions[0],
            shape: [1] + training.dimensions[1...], classCount: classNames.count)
    }

    func load(_ files: [DataFile], unpacked: UnpackedFiles) throws(DatasetError) -> LoadedDataset {
        try load(files, unpacked: unpacked, among: DatasetCatalog.standard.datasets)
    }

    /// - Parameter others: data sets whose files these must not be.
    func load(
        _ files: [DataFile], unpacked: UnpackedFiles, among others: [any Dataset]
    ) throws(DatasetError) -> LoadedDataset {
        let trainingImages = try IDXFile(files[0], expecting: .images, unpacked: unpacked)
        let trainingLabels = try IDXFile(files[1], expecting: .labels, unpacked: unpacked)
        let heldOutImages = try IDXFile(files[2], expecting: .images, unpacked: unpacked)
        let heldOutLabels = try IDXFile(files[3], expecting: .labels, unpacked: unpacked)
        let trainingShape = Array(trainingImages.header.dimensions[1...])
        let heldOutShape = Array(heldOutImages.header.dimensions[1...])
        guard trainingShape == heldOutShape else {
            throw .shapeMismatch(
                training: files[0].path, trainingShape: trainingShape, heldOut: files[2].path,
                heldOutShape: heldOutShape)
        }
        for case let other as IDXDataset in others
        where other.name != name && other.labelChecksum == trainingLabels.content.checksum {
            throw .filesOfAnotherDataset(path: files[1].path, asked: name, actual: other.name)
        }
        let checksums = [trainingImages, trainingLabels, heldOutImages, heldOutLabels].map(\.content.checksum)
        return LoadedDataset(
            training: try table(trainingImages, files[0], trainingLabels, files[1]),
            heldOut: try table(heldOutImages, files[2], heldOutLabels, files[3]),
            classNames: classNames, checksum: Checksum.combined(Array(zip(files.map(\.name), checksums))),
            fileChecksums: checksums)
    }

    private func table(
        _ images: IDXFile, _ imageFile: DataFile, _ labels: IDXFile, _ labelFile: DataFile
    ) throws(DatasetError) -> ExampleTable {
        let rows = images.header.dimensions[0]
        guard labels.header.dimensions[0] == rows, let start = images.start else {
            throw .countMismatch(
                images: imageFile.path, imageCount: rows, labels: labelFile.path,
                labelCount: labels.header.dimensions[0])
        }
        let classes = labels.elements
        if let row = classes.firstIndex(where: { $0 >= classNames.count }) {
            throw .labelOutOfRange(
                path: labelFile.path, row: row, label: Int(classes[row]), classCount: classNames.count)
        }
        return ExampleTable(
            rows: rows, shape: [1] + images.header.dimensions[1...],
            features: .bytes(start, scale: 1 / 255),
            targets: .classes(classes.map(Int32.init), count: classNames.count), owner: images.content.data)
    }
}
