/// One page of a b-tree, its cells in the order of their keys.
struct TreePage {
    enum Kind: UInt8 {
        case indexInterior = 2
        case tableInterior = 5
        case indexLeaf = 10
        case tableLeaf = 13

        var isInterior: Bool { self == .indexInterior || self == .tableInterior }
        /// Whether it belongs to an index or a table without row numbers.
        var isIndex: Bool { self == .indexInterior || self == .indexLeaf }
    }

    struct Cell {
        /// Of interior pages: the page with the smaller keys.
        var child: Int?
        /// Of tables: the row's number.
        var rowid: Int64?
        /// Nil for interior pages of tables, which hold no rows.
        var payload: Payload?
    }

    /// Where a row's bytes lie.
    struct Payload {
        let page: Int
        let offset: Int
        let length: Int
        /// How many of them lie on the page itself.
        let local: Int
        /// The first page of the rest.
        let overflow: Int?
    }

    let kind: Kind
    /// Nil where a cell cannot be read.
    private(set) var cells: [Cell?] = []
    /// Of interior pages: the page with the greatest keys.
    private(set) var rightmost: Int?
    /// Whether every byte of the page is accounted for, so that no cell can be missing.
    private(set) var isWhole = false

    /// Nil where the page is none of a b-tree.
    init?(_ bytes: [UInt8], number: Int, usableSize: Int) {
        let start = number == 1 ? 100 : 0
        guard let kind = Kind(rawValue: bytes[start]), let count = bytes.bigEndian16(at: start + 3),
            let contentStart = bytes.bigEndian16(at: start + 5).map({ $0 == 0 ? 65536 : $0 })
        else { return nil }
        let pointers = start + (kind.isInterior ? 12 : 8)
        guard pointers + 2 * count <= usableSize, contentStart <= usableSize else { return nil }
        self.kind = kind
        if kind.isInterior { rightmost = bytes.bigEndian32(at: start + 8).map(Int.init) }
        var used: [Range<Int>] = []
        var isReadable = true
        for place in 0..<count {
            let offset = bytes.bigEndian16(at: pointers + 2 * place) ?? 0
            guard offset >= pointers + 2 * count,
                let (cell, size) = Self.cell(bytes, kind, at: offset, page: number, usableSize: usableSize)
            else {
                isReadable = false
                cells.append(nil)
                continue
            }
            used.append(offset..<offset + size)
            cells.append(cell)
        }
        guard isReadable, contentStart >= pointers + 2 * count else { return }
        isWhole = Self.accounts(for: bytes, header: start, contentStart, used, usableSize: usableSize)
    }

    /// A cell, and how many bytes of the page it takes.
    private static func cell(
        _ bytes: [UInt8], _ kind: Kind, at offset: Int, page: Int, usableSize: Int
    ) -> (Cell, size: Int)? {
        var cell = Cell()
        var end = offset
        if kind.isInterior {
            guard let child = bytes.bigEndian32(at: end), child > 0 else { return nil }
            cell.child = Int(child)
            end += 4
        }
        var length = 0
        if kind != .tableInterior {
            guard let (value, size) = bytes.variableInteger(at: end), value >= 0, value <= 1 << 31 else { return nil }
            length = Int(value)
            end += size
        }
        if !kind.isIndex {
            guard let (rowid, size) = bytes.variableInteger(at: end) else { return nil }
            cell.rowid = rowid
            end += size
        }
        if kind != .tableInterior {
            let local = localLength(length, kind, usableSize: usableSize)
            var overflow: Int?
            let content = end
            end += local
            if local < length {
                guard let first = bytes.bigEndian32(at: end), first > 0 else { return nil }
                overflow = Int(first)
                end += 4
            }
            cell.payload = Payload(page: page, offset: content, length: length, local: local, overflow: overflow)
        }
        let size = max(4, end - offset)
        return offset + size <= usableSize ? (cell, size) : nil
    }

    /// How much of a payload lies on its page (section 1.6 of the file format).
    private static func localLength(_ length: Int, _ kind: Kind, usableSize: Int) -> Int {
        let greatest = kind.isIndex ? (usableSize - 12) * 64 / 255 - 23 : usableSize - 35
        if length <= greatest { return length }
        let least = (usableSize - 12) * 32 / 255 - 23
        let rest = least + (length - least) % (usableSize - 4)
        return rest <= greatest ? rest : least
    }

    /// Whether cells, free blocks and fragments make up the whole content of the page, without overlap.
    private static func accounts(
        for bytes: [UInt8], header: Int, _ contentStart: Int, _ cells: [Range<Int>], usableSize: Int
    ) -> Bool {
        var used = cells
        var block = bytes.bigEndian16(at: header + 1) ?? 0
        while block != 0 {
            guard let next = bytes.bigEndian16(at: block), let size = bytes.bigEndian16(at: block + 2), size >= 4,
                next == 0 || next > block, block + size <= usableSize
            else { return false }
            used.append(block..<block + size)
            block = next
        }
        used.sort { $0.lowerBound < $1.lowerBound }
        var fragments = 0
        var end = contentStart
        for range in used {
            guard range.lowerBound >= end else { return false }
            fragments += range.lowerBound - end
            end = range.upperBound
        }
        return fragments + usableSize - end == Int(bytes[header + 7])
    }
}
