import ArgumentParser
import Store
import StudyCore

extension CommandFailure {
    /// Runs a command's body; what the store has to say becomes the command's failure.
    static func catching<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as StoreError {
            throw CommandFailure(error)
        }
    }

    init(_ error: StoreError) {
        self.init(Code(rawValue: error.exitCode) ?? .environment, "hpsearch: \(error.sentence)")
    }
}

extension DatabaseOption {
    func forReading() throws(StoreError) -> StudyDatabase { try .open(path: path, mode: .readOnly) }

    func forWriting(create: Bool = false) throws(StoreError) -> StudyDatabase {
        try .open(path: path, mode: .readWrite(create: create))
    }
}

extension CompletionKind {
    /// The names of the studies in the default database.
    static var studies: CompletionKind {
        .custom { _, _, _ in
            let database = try? StudyDatabase.open(path: DatabaseOption.defaultPath, mode: .readOnly)
            return (try? database?.list().map(\.name)) ?? []
        }
    }
}
