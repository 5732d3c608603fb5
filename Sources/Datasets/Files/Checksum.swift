import Crypto
import Foundation

/// SHA-256, in lower-case hexadecimal.
enum Checksum {
    static func sha256(_ bytes: UnsafeRawBufferPointer) -> String {
        var hash = SHA256()
        hash.update(bufferPointer: bytes)
        return text(hash.finalize())
    }

    static func sha256(_ string: String) -> String { text(SHA256.hash(data: Array(string.utf8))) }

    static func text(_ digest: SHA256.Digest) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// One checksum for several files: of the lines `checksum  name`, which is what
    /// `sha256sum FILE… | sha256sum` prints; a single file's own.
    static func combined(_ files: [(name: String, checksum: String)]) -> String {
        if files.count == 1 { return files[0].checksum }
        return sha256(files.map { "\($0.checksum)  \($0.name)\n" }.joined())
    }
}
