import StudyCore

/// What of a damaged database could be carried over into a new one.
public struct SalvageResult: Sendable {
    public struct Study: Hashable, Sendable {
        public let name: String
        /// Trials whose configuration was read.
        public internal(set) var trials = 0
        /// Trials whose configuration was lost and suggested again.
        public internal(set) var suggestedTrials = 0
        /// Trials that are known to have been there, and are not any more.
        public internal(set) var lostTrials = 0
        /// Runs that have ended and were carried over with everything recorded about them.
        public internal(set) var endedRuns = 0
        /// Runs that had not ended.
        public internal(set) var unfinishedRuns = 0
        /// Runs whose results, or whose state, could not be read: they wait to be run again.
        public internal(set) var returnedRuns = 0
        /// Whether trials got other numbers, because some before them are lost.
        public internal(set) var isRenumbered = false

        var isWhole: Bool { suggestedTrials + lostTrials + returnedRuns == 0 }
    }

    public struct Table: Hashable, Sendable {
        public let name: String
        /// Rows that were read.
        public let read: Int
        /// Rows that were carried over.
        public let kept: Int
        /// How often something could not be read; each may be a row, a page, or many pages.
        public let gaps: Int
    }

    /// The new database's absolute path.
    public let path: String
    public internal(set) var studies: [Study] = []
    /// Studies of which something was read, but not the study itself.
    public internal(set) var lostStudies = 0
    public internal(set) var tables: [Table] = []
    /// Where the files of runs are, which are not copied, and where they belong now; nil where there are none.
    public internal(set) var files: (from: String, to: String)?

    /// Whether nothing is lost.
    public var isWhole: Bool { lostStudies == 0 && studies.allSatisfy(\.isWhole) }
}

/// The trials of a study as its file declares them, for those whose configurations cannot be read any more.
public struct DeclaredTrials: Sendable {
    let configurations: [Configuration]
    let repeats: Int

    public init(_ configurations: [Configuration], repeats: Int) {
        self.configurations = configurations
        self.repeats = repeats
    }
}
