/// Reading of one IDX file of unsigned bytes, plain or packed.
struct IDXFile {
    let header: IDXHeader
    let content: UnpackedFiles.Content

    /// Where the elements begin, row-major: valid while somebody keeps `content.data`.
    var start: UnsafePointer<UInt8>? {
        content.data.start.map { ($0 + header.length).assumingMemoryBound(to: UInt8.self) }
    }

    /// The elements, copied.
    var elements: [UInt8] { content.data.withBytes { Array($0[header.length...]) } }

    /// The header alone; of a packed file only the beginning is unpacked.
    static func header(of file: DataFile, expecting content: IDXHeader.Content) throws(DatasetError) -> IDXHeader {
        let data = try DataBytes(mapping: file.path)
        let beginning = try data.withBytes { bytes throws(DatasetError) in
            file.isCompressed
                ? try Gzip.prefix(IDXHeader.maximumLength, of: bytes, path: file.path)
                : Array(bytes.prefix(IDXHeader.maximumLength))
        }
        do {
            return try IDXHeader(beginning, content: content)
        } catch {
            throw .idx(path: file.path, error)
        }
    }

    /// The whole file, whose length is exactly what its header declares.
    init(_ file: DataFile, expecting content: IDXHeader.Content, unpacked: UnpackedFiles) throws(DatasetError) {
        header = try IDXFile.header(of: file, expecting: content)
        let expected = header.fileLength
        self.content = try unpacked.content(of: file, expectedLength: expected)
        let found = self.content.data.count
        guard found >= expected else { throw .idx(path: file.path, .truncated(expected: expected, found: found)) }
        guard found == expected else { throw .idx(path: file.path, .tooLong(expected: expected)) }
    }
}
