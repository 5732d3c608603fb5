/// The header of an IDX file: two zeros, the element type, the number of dimensions, then each dimension as a
/// big-endian 32-bit number (the format of the MNIST database, http://yann.lecun.com/exdb/mnist/).
struct IDXHeader: Equatable {
    /// What a file is expected to hold.
    enum Content {
        /// `count × height × width` bytes.
        case images
        /// `count` bytes.
        case labels

        var dimensions: Int { self == .images ? 3 : 1 }
    }

    let dimensions: [Int]

    /// The longest header of either content.
    static let maximumLength = 16

    /// The header's own length in bytes.
    var length: Int { 4 + 4 * dimensions.count }
    /// The length of a whole file with this header, in bytes.
    var fileLength: Int { length + dimensions.reduce(1, *) }

    /// - Parameters:
    ///   - bytes: the file's beginning, `maximumLength` of it where there is as much.
    init(_ bytes: some Collection<UInt8>, content: Content) throws(DatasetError.IDXFault) {
        let bytes = Array(bytes.prefix(IDXHeader.maximumLength))
        func word(_ index: Int) -> UInt32 { bytes[(4 * index)..<(4 * index + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
        guard bytes.count >= 8 else { throw .tooShort(bytes: bytes.count) }
        guard bytes[0] == 0, bytes[1] == 0, bytes[3] > 0 else { throw .notIDX(magic: word(0)) }
        guard bytes[2] == 0x08 else {
            // IDX knows 0x08, 0x09, 0x0b … 0x0e; anything else is another kind of file.
            let isType = [0x09, 0x0b, 0x0c, 0x0d, 0x0e].contains(bytes[2])
            throw isType ? .wrongElementType(bytes[2]) : .notIDX(magic: word(0))
        }
        switch (content, bytes[3]) {
        case (.images, 3), (.labels, 1): break
        case (.images, 1): throw .labelsInPlaceOfImages
        case (.labels, 3): throw .imagesInPlaceOfLabels
        default: throw .wrongDimensions(found: Int(bytes[3]), expected: content.dimensions)
        }
        guard bytes.count >= 4 + 4 * content.dimensions else { throw .tooShort(bytes: bytes.count) }
        let dimensions = (0..<content.dimensions).map { Int(word($0 + 1)) }
        guard !dimensions.contains(0) else { throw .emptyDimension(dimensions) }
        var product = 1
        for size in dimensions {
            let (next, overflow) = product.multipliedReportingOverflow(by: size)
            // More rows or bytes than any machine's disk holds.
            guard !overflow, next < 1 << 50 else { throw .tooLarge(dimensions) }
            product = next
        }
        self.dimensions = dimensions
    }
}
