import GRDB

/// The rows of one table that could be read, in the order of their keys, in stretches without a gap.
struct TableContents {
    struct Entry {
        let key: RowKey
        let rowid: Int64?
        let payload: TreePage.Payload
    }

    /// Rows that follow each other; between two stretches something may be missing.
    struct Stretch {
        var entries: [Entry] = []
        /// Whether nothing can be missing before the first, and after the last.
        var isClosedBefore = false
        var isClosedAfter = false
        /// Whether rows may be missing in between as well.
        var isDoubtful = false
        /// Whether it was found where the database says that the table is.
        var isReached = false
    }

    let shape: TableShape
    /// Whether the table was found where the database says that it is.
    private(set) var isReached = false
    /// How often reading had to leave something out.
    private(set) var gaps = 0
    private(set) var stretches: [Stretch] = []
    private var current = Stretch()

    init(_ shape: TableShape) { self.shape = shape }

    /// Whether every row of the table is known.
    var isComplete: Bool { isReached && gaps == 0 }

    var count: Int { stretches.reduce(0) { $0 + $1.entries.count } }

    // Gathering

    /// - Parameter isReached: whether the tree to come is the table, else a stray part of it.
    mutating func begin(isReached: Bool) {
        self.isReached = self.isReached || isReached
        current = Stretch(isClosedBefore: isReached, isReached: isReached)
    }

    /// The rows of one page, or one row between two pages.
    mutating func append(_ entries: [Entry], isDoubtful: Bool) {
        guard isDoubtful else {
            for entry in entries {
                if let last = current.entries.last, entry.key < last.key { gap() }
                current.entries.append(entry)
            }
            return
        }
        gap()
        for entry in entries {
            stretches.append(Stretch(entries: [entry], isDoubtful: true, isReached: current.isReached))
        }
    }

    mutating func gap() {
        gaps += 1
        close(after: false)
        current = Stretch(isReached: current.isReached)
    }

    mutating func end(isReached: Bool) {
        close(after: isReached)
        current = Stretch()
    }

    private mutating func close(after isClosed: Bool) {
        current.isClosedAfter = isClosed
        if !current.entries.isEmpty { stretches.append(current) }
    }

    /// Leaves out what contradicts the rest, and brings the stretches in order. A page that was given up long ago may
    /// still look like one of the table: where two stretches lie across each other, the one in the table's own place
    /// counts, else the longer one.
    mutating func settle() {
        if isComplete { stretches.removeAll { !$0.isReached } }
        let ranked = stretches.enumerated().sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.isDoubtful != b.isDoubtful { return b.isDoubtful }
            if a.isReached != b.isReached { return a.isReached }
            return (b.entries.count, left.offset) < (a.entries.count, right.offset)
        }
        var accepted: [Stretch] = []
        for (_, stretch) in ranked {
            guard let first = stretch.entries.first?.key, let last = stretch.entries.last?.key else { continue }
            // The first accepted stretch that ends at or after this one's beginning.
            var (low, high) = (0, accepted.count)
            while low < high {
                let middle = (low + high) / 2
                if accepted[middle].entries[accepted[middle].entries.count - 1].key < first {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            if low < accepted.count, accepted[low].entries[accepted[low].entries.count - 1].key == first,
                accepted[low].entries[0].key < first || first < last
            {
                low += 1
            }
            if low < accepted.count, accepted[low].entries[0].key < last { continue }
            if low < accepted.count, first == last, accepted[low].entries[0].key == last { continue }
            accepted.insert(stretch, at: low)
        }
        stretches = accepted
    }
}

/// The rows of a table by the run that they belong to, and for which runs these are certainly all.
struct RowsOfRuns {
    private var entries: [RowKey: [TableContents.Entry]] = [:]
    private var doubtful: Set<RowKey> = []
    private let contents: TableContents

    /// - Parameter contents: of a table or index whose keys begin with study, trial and repeat.
    init(_ contents: TableContents) {
        self.contents = contents
        for stretch in contents.stretches {
            for (place, entry) in stretch.entries.enumerated() {
                let run = entry.key.run
                if place == 0, !stretch.isClosedBefore || entries[run] != nil { doubtful.insert(run) }
                if place == stretch.entries.count - 1, !stretch.isClosedAfter { doubtful.insert(run) }
                if stretch.isDoubtful { doubtful.insert(run) }
                entries[run, default: []].append(entry)
            }
        }
    }

    /// All rows of a run; nil where some may be missing.
    func all(of run: RowKey) -> [TableContents.Entry]? {
        if doubtful.contains(run) { return nil }
        if let found = entries[run] { return found }
        return contents.isComplete || isInside(run) ? [] : nil
    }

    /// Whether a run's rows would have to be in the middle of a stretch.
    private func isInside(_ run: RowKey) -> Bool {
        var (low, high) = (0, contents.stretches.count)
        while low < high {
            let middle = (low + high) / 2
            if contents.stretches[middle].entries[contents.stretches[middle].entries.count - 1].key < run {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < contents.stretches.count, !contents.stretches[low].isDoubtful else { return false }
        return contents.stretches[low].entries[0].key < run
    }
}
