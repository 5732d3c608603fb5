import GRDB

/// Reads the rows of all tables from the pages of a file: first where the database says that they are, then from pages
/// that nothing leads to any more.
final class TreeScan {
    private let file: PagedFile
    private(set) var tables: [String: TableContents] = [:]
    private var used: Set<Int> = []
    /// No tree of SQLite is deeper.
    private static let greatestDepth = 20

    init(_ file: PagedFile, shapes: [TableShape]) {
        self.file = file
        for shape in shapes { tables[shape.name] = TableContents(shape) }
        for (name, root) in roots().sorted(by: { $0.key < $1.key }) { scan(root, name, isReached: true) }
        scanStrayPages()
        for name in tables.keys { tables[name]?.settle() }
    }

    /// Where the trees begin, as far as that can be read.
    private func roots() -> [String: Int] {
        let types = ["TEXT", "TEXT", "TEXT", "INTEGER", "TEXT"]
        let shape = TableShape(
            name: "sqlite_schema", hasRowids: true, isIndex: false,
            columns: types.map {
                TableShape.Column(name: "", type: $0, isOptional: $0 == "TEXT", mayBeMissing: false, isRowid: false)
            })
        tables[shape.name] = TableContents(shape)
        scan(1, shape.name, isReached: true)
        used.insert(1)
        guard let found = tables.removeValue(forKey: shape.name) else { return [:] }
        var roots: [String: Int] = [:]
        for entry in found.stretches.flatMap(\.entries) {
            guard let row = row(entry), let name = row.text(1), tables[name] != nil, let root = row.integer(3),
                root > 1, root <= Int64(file.pageCount)
            else { continue }
            roots[name] = Int(root)
        }
        return roots
    }

    // Rows

    func row(_ entry: TableContents.Entry) -> StoredRow? {
        bytes(entry.payload).flatMap { StoredRow($0.bytes, rowid: entry.rowid) }
    }

    /// A row's bytes and the pages that hold those beyond its own; nil where they are not all there.
    private func bytes(_ payload: TreePage.Payload) -> (bytes: [UInt8], pages: [Int])? {
        guard let page = file.page(payload.page), payload.length <= file.pageCount * file.pageSize else { return nil }
        var bytes = Array(page[payload.offset..<payload.offset + payload.local])
        var pages: [Int] = []
        var next = payload.overflow ?? 0
        while bytes.count < payload.length {
            guard next > 1, let more = file.page(next), let after = more.bigEndian32(at: 0) else { return nil }
            pages.append(next)
            bytes += more[4..<4 + min(file.usableSize - 4, payload.length - bytes.count)]
            next = Int(after)
        }
        return next == 0 ? (bytes, pages) : nil
    }

    // Trees

    private func scan(_ root: Int, _ name: String, isReached: Bool) {
        tables[name]?.begin(isReached: isReached)
        walk(root, name, isKnown: isReached, above: nil, upTo: nil, depth: 0)
        tables[name]?.end(isReached: isReached)
    }

    /// - Parameters:
    ///   - above: every key of the page is at least this.
    ///   - upTo: every key of the page is at most this.
    private func walk(_ number: Int, _ name: String, isKnown: Bool, above: RowKey?, upTo: RowKey?, depth: Int) {
        guard depth <= Self.greatestDepth, !used.contains(number), let shape = tables[name]?.shape,
            let bytes = file.page(number),
            let page = TreePage(bytes, number: number, usableSize: file.usableSize),
            page.kind.isIndex != shape.hasRowids
        else {
            tables[name]?.gap()
            return
        }
        let entries = page.cells.map { $0.flatMap { entry($0, shape, isKnown: isKnown) } }
        // A wrong turn: the page belongs to another table.
        if page.kind != .tableInterior, !entries.isEmpty, entries.allSatisfy({ $0 == nil }) {
            tables[name]?.gap()
            return
        }
        used.insert(number)
        guard page.kind.isInterior else {
            appendLeaf(entries, name, isWhole: page.isWhole, above: above, upTo: upTo)
            return
        }
        if !page.isWhole { tables[name]?.gap() }
        var low = above
        for (cell, entry) in zip(page.cells, entries) {
            guard let child = cell?.child else {
                tables[name]?.gap()
                continue
            }
            let separator = page.kind == .tableInterior ? cell?.rowid.map { RowKey([$0]) } : entry?.key
            walk(child, name, isKnown: isKnown, above: low, upTo: separator ?? upTo, depth: depth + 1)
            if let entry {
                tables[name]?.append([entry], isDoubtful: false)
            } else if page.kind == .indexInterior {
                tables[name]?.gap()
            }
            low = separator ?? low
        }
        if let last = page.rightmost {
            walk(last, name, isKnown: isKnown, above: low, upTo: upTo, depth: depth + 1)
        }
        if !page.isWhole { tables[name]?.gap() }
    }

    private func appendLeaf(
        _ entries: [TableContents.Entry?], _ name: String, isWhole: Bool, above: RowKey?, upTo: RowKey?
    ) {
        let readable = entries.compactMap(\.self)
        let isOrdered = zip(readable, readable.dropFirst()).allSatisfy { $0.key <= $1.key }
        let isWithin = readable.first.map { above == nil || above! <= $0.key } ?? true
        let isBelow = readable.last.map { upTo == nil || $0.key <= upTo! } ?? true
        guard isWhole, isOrdered, isWithin, isBelow else {
            tables[name]?.append(readable, isDoubtful: true)
            return
        }
        for entry in entries {
            if let entry { tables[name]?.append([entry], isDoubtful: false) } else { tables[name]?.gap() }
        }
    }

    /// The row of a cell, where it is one of the table.
    private func entry(_ cell: TreePage.Cell, _ shape: TableShape, isKnown: Bool) -> TableContents.Entry? {
        guard let payload = cell.payload, let (bytes, pages) = bytes(payload),
            let row = StoredRow(bytes, rowid: cell.rowid), shape.matches(row, isKnown: isKnown),
            pages.allSatisfy({ !used.contains($0) })
        else { return nil }
        used.formUnion(pages)
        return TableContents.Entry(key: shape.key(row), rowid: cell.rowid, payload: payload)
    }

    // Stray pages

    private func scanStrayPages() {
        let free = file.freePages() ?? []
        var pages: [Int: TreePage] = [:]
        for number in stride(from: 2, through: file.pageCount, by: 1)
        where !used.contains(number) && !free.contains(number) {
            guard let bytes = file.page(number) else { continue }
            pages[number] = TreePage(bytes, number: number, usableSize: file.usableSize)
        }
        var led: Set<Int> = []
        for page in pages.values where page.kind.isInterior {
            led.formUnion(page.cells.compactMap { $0?.child })
            if let last = page.rightmost { led.insert(last) }
        }
        // First whole parts of trees; then what is left because pages lead to each other.
        for number in pages.keys.sorted(by: { (led.contains($0) ? 1 : 0, $0) < (led.contains($1) ? 1 : 0, $1) }) {
            guard !used.contains(number), let name = owner(number, pages) else { continue }
            scan(number, name, isReached: false)
        }
    }

    /// The table whose rows are found under a page.
    private func owner(_ number: Int, _ pages: [Int: TreePage]) -> String? {
        var (number, depth) = (number, 0)
        while let page = pages[number], depth <= Self.greatestDepth {
            let rows = page.cells.compactMap { cell -> StoredRow? in
                guard let payload = cell?.payload, let bytes = bytes(payload)?.bytes else { return nil }
                return StoredRow(bytes, rowid: cell?.rowid)
            }
            for shape in tables.values.map(\.shape).sorted(by: { $0.name < $1.name }) {
                if 2 * rows.count(where: { shape.matches($0, isKnown: false) }) > page.cells.count { return shape.name }
            }
            guard let child = page.rightmost else { return nil }
            (number, depth) = (child, depth + 1)
        }
        return nil
    }
}
