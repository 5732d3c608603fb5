import Crypto
import Foundation

/// Unpacked copies of gzip files and the checksums of all files, kept in the cache so that each is made once for all
/// processes and all launches.
///
/// An entry's name holds its source's path and state (`FileIdentity`); a source that changes gets a new entry and loses
/// the old one. Entries appear whole, by renaming, so that any number of processes may make the same one at the same
/// time. Without a cache that can be written everything works, in each process's own memory.
public struct UnpackedFiles: Sendable {
    /// The cache's directory, made when needed; nil for none.
    let directory: String?

    /// - Parameter locations: their `cache` is used.
    public init(_ locations: DataLocations) { directory = locations.cache }

    /// A file's unpacked bytes and their SHA-256.
    struct Content: Sendable {
        let data: DataBytes
        let checksum: String
    }

    /// - Parameter expectedLength: what the unpacked file should hold; unpacking stops once it is longer.
    func content(of file: DataFile, expectedLength: Int?) throws(DatasetError) -> Content {
        let entry = Entry(file: file, directory: directory)
        guard file.isCompressed else {
            let data = try DataBytes(mapping: file.path)
            if let checksum = entry?.recordedChecksum() { return Content(data: data, checksum: checksum) }
            let checksum = data.checksum
            entry?.record(checksum: checksum)
            return Content(data: data, checksum: checksum)
        }
        if let entry, let checksum = entry.recordedChecksum(), let data = try? DataBytes(mapping: entry.path),
            expectedLength == nil || data.count == expectedLength
        {
            return Content(data: data, checksum: checksum)
        }
        let packed = try DataBytes(mapping: file.path)
        if let entry, let content = try entry.unpack(packed, from: file.path, limit: expectedLength) {
            return content
        }
        let unpacked = DataBytes(
            copying: try packed.withBytes { bytes throws(DatasetError) in
                try Gzip.unpacked(bytes, limit: expectedLength, path: file.path)
            })
        return Content(data: unpacked, checksum: unpacked.checksum)
    }
}

extension UnpackedFiles {
    /// The place of one source file in the cache: the unpacked copy, and beside it `.sha256`.
    private struct Entry {
        let directory: String
        let source: String
        let name: String
        var path: String { directory + "/" + name }

        init?(file: DataFile, directory: String?) {
            guard let directory else { return nil }
            self.directory = directory
            source = String(Checksum.sha256(file.path).prefix(16))
            name = "\(source)-\(Checksum.sha256(file.identity.fingerprint).prefix(16))-\(file.name)"
        }

        func recordedChecksum() -> String? {
            guard let data = FileManager.default.contents(atPath: path + ".sha256"), data.count == 65,
                data.prefix(64).allSatisfy({
                    ("0"..."9").contains(Character(UnicodeScalar($0)))
                        || ("a"..."f").contains(Character(UnicodeScalar($0)))
                })
            else { return nil }
            return String(decoding: data.prefix(64), as: UTF8.self)
        }

        /// Keeps `checksum`, if the cache can be written.
        func record(checksum: String) {
            guard let temporary = TemporaryFile(directory: directory) else { return }
            let line = Array((checksum + "\n").utf8)
            if line.withUnsafeBytes({ temporary.write($0) }) { _ = temporary.move(to: path + ".sha256") }
        }

        /// Unpacks into the cache; nil if it cannot be written (no room, no permission) or is not `limit` bytes long.
        func unpack(_ packed: DataBytes, from path: String, limit: Int?) throws(DatasetError) -> Content? {
            removeOldEntries()
            guard let temporary = TemporaryFile(directory: directory) else { return nil }
            var hash = SHA256()
            var length = 0
            var isWritten = true
            try packed.withBytes { bytes throws(DatasetError) in
                try Gzip.inflate(bytes, path: path) { block throws(DatasetError) in
                    hash.update(bufferPointer: block)
                    length += block.count
                    isWritten = temporary.write(block)
                    return isWritten && length <= limit ?? .max
                }
            }
            let checksum = Checksum.text(hash.finalize())
            guard isWritten, length == limit ?? length, temporary.move(to: self.path) else { return nil }
            record(checksum: checksum)
            guard let data = try? DataBytes(mapping: self.path), data.count == length else { return nil }
            return Content(data: data, checksum: checksum)
        }

        /// What an earlier state of the source left, and what interrupted processes left over an hour ago. Those who
        /// have it mapped keep it.
        private func removeOldEntries() {
            let files = FileManager.default
            for other in (try? files.contentsOfDirectory(atPath: directory)) ?? [] {
                let path = directory + "/" + other
                let isOld = other.hasPrefix(source + "-") && !other.hasPrefix(name)
                let isLeftOver = TemporaryFile.isLeftOver(path)
                if isOld || isLeftOver { unlink(path) }
            }
        }
    }
}
