/// A table of the user's own. Its last fifth (rounded down) is held out, in the order of the file; the rows before are
/// the training part.
struct CSVDataset {
    let options: CSVOptions

    /// The file on this machine.
    /// - Throws: `missingFile`, or `unreadableFile` for a directory.
    func locate(in locations: DataLocations) throws(DatasetError) -> DataFile {
        let path = absolutePath(options.path, base: locations.base)
        guard let identity = FileIdentity(path: path) else {
            // Mapping says what is wrong with it.
            _ = try DataBytes(mapping: path)
            throw .missingFile(path: path)
        }
        let isCompressed = path.hasSuffix(".gz")
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return DataFile(
            name: isCompressed ? String(name.dropLast(3)) : name, identity: identity, isCompressed: isCompressed)
    }

    func load(_ file: DataFile, unpacked: UnpackedFiles) throws(DatasetError) -> LoadedDataset {
        let content = try unpacked.content(of: file, expectedLength: nil)
        let csv: CSVTable
        do {
            csv = try content.data.withBytes { bytes throws(DatasetError.CSVFault) in
                try CSVTable(bytes, options: options)
            }
        } catch {
            throw .csv(path: file.path, error)
        }
        let memory = csv.features.withUnsafeBytes { features in
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: features.count, alignment: 64)
            memory.copyMemory(from: features)
            return DataBytes(owning: memory)
        }
        guard let start = memory.start else { throw .csv(path: file.path, .noRows) }
        let table = ExampleTable(
            rows: csv.rows, shape: options.shape ?? [csv.featureCount],
            features: .reals(start.assumingMemoryBound(to: Float.self)),
            targets: options.target == .number
                ? .numbers(csv.numbers) : .classes(csv.labels, count: csv.classNames.count),
            owner: memory)
        let heldOut = csv.rows / 5
        return LoadedDataset(
            training: table.part(0..<(csv.rows - heldOut)), heldOut: table.part((csv.rows - heldOut)..<csv.rows),
            classNames: csv.classNames, checksum: content.checksum, fileChecksums: [content.checksum])
    }
}
