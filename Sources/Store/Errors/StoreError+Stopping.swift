import StudyCore

extension StoreError {
    /// How a study that was under way stops for this reason: what happened, that nothing recorded is lost (where that is
    /// so), and how to carry on.
    /// - Parameter again: the command that carries on.
    public func stopSentence(again: String) -> String {
        guard let (what, condition) = stop else { return sentence }
        return "\(what); nothing recorded is lost; \(condition.map { "\($0), " } ?? "")carry on with: \(again)"
    }

    /// What happened, and what must be the case before the study can be carried on with; nil where the sentence says all
    /// there is to say.
    private var stop: (what: String, condition: String?)? {
        switch self {
        case .diskFull(let path): ("no space is left for '\(path)'", "once there is room")
        case .readOnly(let path): ("'\(path)' can no longer be written", "once it can be")
        case .inputOutput, .cannotOpen: (sentence, "once that is mended")
        case .locked(let path): ("'\(path)' is locked by another process", "once that one is done")
        case .removed(let path, .moved(let place)):
            ("'\(path)' was moved to '\(place)' while in use", "once it is back")
        case .removed(let path, .rescued(let place)):
            place == path
                ? ("'\(path)' was removed while in use: what it held was written there again", nil)
                : (
                    "'\(path)' was replaced while in use: what it held was written to '\(place)'",
                    "once that is moved into its place"
                )
        case .removed(let path, .log):
            (
                "the write-ahead log of '\(path)' was removed while in use: what it held was brought into the database",
                nil
            )
        case .removed(let path, .index): ("'\(path)-shm' was removed while '\(path)' was in use", nil)
        case .inconsistent: (sentence, nil)
        default: nil
        }
    }
}
