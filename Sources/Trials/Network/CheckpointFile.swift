import Crypto
import Networks
import StudyCore

/// What a run's numbers depend on, by name: a checkpoint that was made under other circumstances is not carried on from.
typealias Circumstances = [(name: String, value: String)]

/// The file that holds a network run's checkpoint.
///
///     offset  bytes
///          0      8  "hpsckpt" and a line feed
///          8      4  the format's version
///         12      8  the number of bytes from offset 52 to the end
///         20     32  SHA-256 of these bytes
///         52         the number of circumstances (4 bytes), and the name and the value of each
///                    what `TrainingRun.withCheckpoint` gives: a head, the curve, the values of the networks
///
/// All numbers are little-endian; a text is its length in bytes (8 bytes) and UTF-8.
enum CheckpointFile {
    static let version: UInt32 = 1
    private static let magic = Array("hpsckpt\n".utf8)

    /// Puts a checkpoint in place of the one before, durably.
    /// - Throws: `RunFileError`; the one before is untouched then.
    static func write(
        _ run: TrainingRun, circumstances: Circumstances, to files: RunFiles, of key: RunKey
    ) throws {
        var front = ByteWriter()
        front.write(UInt32(circumstances.count))
        for circumstance in circumstances {
            front.write(circumstance.name)
            front.write(circumstance.value)
        }
        try run.withCheckpoint { pieces in
            try front.bytes.withUnsafeBytes { front in
                let content = [front] + pieces
                try header(of: content).withUnsafeBytes { header in
                    try files.write([header] + content, to: .checkpoint, of: key, durably: true)
                }
            }
        }
    }

    /// What stands before the content.
    static func header(of content: [UnsafeRawBufferPointer]) -> [UInt8] {
        var header = ByteWriter(magic)
        header.write(version)
        header.write(content.reduce(0) { $0 + $1.count })
        return header.bytes + Array(checksum(of: content))
    }

    private static func checksum(of content: [UnsafeRawBufferPointer]) -> SHA256.Digest {
        var hash = SHA256()
        for piece in content { hash.update(bufferPointer: piece) }
        return hash.finalize()
    }

    /// Carries on with a run that has not begun yet.
    /// - Returns: the epochs so far.
    /// - Throws: where the file is of no use; the run is untouched then.
    static func restore(
        _ run: TrainingRun, from file: UnsafeRawBufferPointer, circumstances: Circumstances
    ) throws(CheckpointFault) -> [EpochMeasurement] {
        do {
            var content = try content(of: file)
            try check(&content, against: circumstances)
            return try run.restore(from: content.take(content.count))
        } catch let fault as CheckpointFault {
            throw fault
        } catch is NetworkError {
            throw .doesNotFit
        } catch {
            throw .damaged
        }
    }

    /// The content of a file that is whole.
    private static func content(of file: UnsafeRawBufferPointer) throws -> ByteReader {
        guard file.starts(with: magic.prefix(file.count)) else { throw CheckpointFault.foreign }
        var reader = ByteReader(file)
        _ = try reader.take(magic.count)
        guard try reader.read(UInt32.self) == version else { throw CheckpointFault.otherVersion }
        let count = try reader.read(Int.self)
        let checksum = try reader.take(SHA256.byteCount)
        let content = reader
        guard count == reader.count, Self.checksum(of: [try reader.take(count)]) == checksum else {
            throw CheckpointFault.damaged
        }
        return content
    }

    private static func check(_ content: inout ByteReader, against circumstances: Circumstances) throws {
        var before: Circumstances = []
        for _ in 0..<(try content.read(UInt32.self)) {
            before.append((name: try content.read(), value: try content.read()))
        }
        for now in circumstances {
            let was = before.first { $0.name == now.name }?.value
            if was != now.value { throw CheckpointFault.other(now.name, was: was, now: now.value) }
        }
        if before.count != circumstances.count { throw CheckpointFault.doesNotFit }
    }
}

/// Why a checkpoint is of no use. Its description follows `starts over: `.
enum CheckpointFault: Error, Hashable {
    /// - Parameter reason: the system's.
    case unreadable(reason: String)
    case foreign
    case otherVersion
    case damaged
    /// A circumstance is not what it was; nil where it was not told.
    case other(String, was: String?, now: String)
    case doesNotFit
}

extension CheckpointFault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unreadable(let reason): "its checkpoint cannot be read (\(reason))"
        case .foreign: "the file in its checkpoint's place is none"
        case .otherVersion: "its checkpoint was written by another version of hpsearch"
        case .damaged: "its checkpoint is damaged"
        case .other(let name, .some(let was), let now) where was.count + now.count < 80:
            "its checkpoint was made with another \(name) (\(was), now \(now))"
        case .other(let name, _, _): "its checkpoint was made with another \(name)"
        case .doesNotFit: "its checkpoint does not fit the network"
        }
    }
}
