import StudyCore

/// The trials of a salvaged study: those that were read, and in the places of those that were not what the study's file
/// declares there.
struct TrialNumbers {
    struct Place {
        /// The number that the trial had.
        let number: Int
        /// Its configuration as canonical JSON.
        let text: String
        let isRead: Bool
    }

    /// In their new order.
    let places: [Place]

    /// - Parameters:
    ///   - read: configurations as canonical JSON, by number.
    ///   - declared: nil where the file cannot be read any more.
    init(read: [Int: String], declared: DeclaredTrials?) {
        let known = read.sorted { $0.key < $1.key }.map { Place(number: $0.key, text: $0.value, isRead: true) }
        guard let declared, let lost = Self.lost(read, declared.configurations) else {
            places = known
            return
        }
        places = (known + lost).sorted { $0.number < $1.number }
    }

    /// The missing trials; nil where it cannot be told which they were, because the file declares other trials than were
    /// read.
    private static func lost(_ read: [Int: String], _ declared: [Configuration]) -> [Place]? {
        let missing = declared.indices.filter { read[$0] == nil }
        guard read.keys.allSatisfy(declared.indices.contains) else { return nil }
        let texts = declared.map(\.canonicalJSON)
        if read.allSatisfy({ texts[$0.key] == $0.value }) {
            return missing.map { Place(number: $0, text: texts[$0], isRead: false) }
        }
        // A study that was added to: what was added stands after what was there.
        var left: [String: Int] = [:]
        for text in read.values { left[text, default: 0] += 1 }
        let unread = texts.filter { text in
            guard let count = left[text], count > 0 else { return true }
            left[text] = count - 1
            return false
        }
        guard unread.count == missing.count else { return nil }
        return zip(missing, unread).map { Place(number: $0, text: $1, isRead: false) }
    }
}
