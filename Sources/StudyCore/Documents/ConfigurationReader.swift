/// Reads configurations one after the other without making nodes of them: a study may have very many. Most have the names of the
/// one before, and share them.
public struct ConfigurationReader: Sendable {
    /// A name, and how canonical JSON writes it before a value: with quotes and colon.
    struct Name: Sendable {
        let text: String
        let key: [UInt8]

        init(_ text: String) {
            self.text = text
            key = Array((Node.text(text).json + ":").utf8)
        }
    }

    private var names: [Name] = []

    public init() {}

    /// Reads what `Configuration.canonicalJSON` wrote, or any map of scalars.
    /// - Throws: `JSONSyntaxError`, also where a value is a list or a map.
    public mutating func read(_ json: UnsafeBufferPointer<UInt8>) throws(JSONSyntaxError) -> Configuration {
        var reader = NodeJSONReader(bytes: json)
        let values = try reader.readWholeConfiguration(expecting: names)
        if values.count != names.count || !zip(values, names).allSatisfy({ $0.name == $1.text }) {
            names = values.map { Name($0.name) }
        }
        return Configuration(values)
    }
}
