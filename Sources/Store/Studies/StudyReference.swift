/// A study of a database. It stays the same study when it is renamed.
public struct StudyReference: Hashable, Sendable {
    /// Never given twice within one database.
    public let identifier: Int64
    public let name: String
}
