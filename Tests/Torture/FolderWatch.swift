import Foundation

/// Tells of every change to the files of a folder as it happens (inotify).
final class FolderWatch {
    struct Change {
        let name: String
        /// Whether the file was made or came by this name just now.
        let isNew: Bool
    }

    private let descriptor: Int32
    private var watched: [Int32: String] = [:]

    /// - Parameter folder: exists.
    init(_ folder: String) throws {
        descriptor = inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK))
        guard descriptor >= 0 else { throw TortureError("changes of files cannot be watched (inotify)") }
        try watch(folder)
    }

    deinit { close(descriptor) }

    private func watch(_ folder: String) throws {
        let number = inotify_add_watch(descriptor, folder, UInt32(IN_MODIFY | IN_CREATE | IN_MOVED_TO))
        guard number >= 0 else { throw TortureError("the folder '\(folder)' cannot be watched") }
        watched[number] = folder
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            var isFolder: ObjCBool = false
            if FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isFolder), isFolder.boolValue {
                try watch("\(folder)/\(name)")
            }
        }
    }

    /// Waits for changes, at most so many milliseconds.
    func changes(within milliseconds: Int32) -> [Change] {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, milliseconds) > 0 else { return [] }
        var changes: [Change] = []
        withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 8) { buffer in
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            var offset = 0
            let header = MemoryLayout<inotify_event>.size
            while count > 0, offset + header <= count {
                let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
                let bytes = buffer[(offset + header)..<(offset + header + Int(event.len))].prefix { $0 != 0 }
                let name = String(decoding: bytes, as: UTF8.self)
                let isNew = event.mask & UInt32(IN_CREATE | IN_MOVED_TO) != 0
                changes.append(Change(name: name, isNew: isNew))
                if isNew, event.mask & UInt32(IN_ISDIR) != 0, let folder = watched[event.wd] {
                    try? watch("\(folder)/\(name)")
                }
                offset += header + Int(event.len)
            }
        }
        return changes
    }
}
