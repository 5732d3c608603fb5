import Datasets
import Foundation
import Synchronization

/// Shows a download on standard error: a line drawn in place on a terminal, else a line per file.
final class DownloadProgress: Sendable {
    private let isLive = Terminal.canDraw(STDERR_FILENO)
    private let lastDrawn = Mutex(Date.distantPast)

    func show(_ event: FetchEvent) {
        switch event {
        case .alreadyHere(let file): say("\(file): already here")
        case .started(let file, let url, let resumedFrom):
            say("\(file): \(resumedFrom > 0 ? "carrying on after \(Self.size(resumedFrom)) " : "")from \(url)")
        case .progress(let file, let received, let total): draw(file, received, total)
        case .mirrorFailed(let file, let failure): say("\(file): \(failure.reason.description); trying the next mirror")
        case .finished(let file, let path): say("\(file): whole and checked, \(path)")
        }
    }

    private func say(_ sentence: String) { Terminal.writeError((isLive ? "\r\u{1B}[2K" : "") + sentence) }

    private func draw(_ file: String, _ received: Int, _ total: Int) {
        guard isLive else { return }
        let isDue = lastDrawn.withLock { last in
            guard received == total || Date().timeIntervalSince(last) > 0.1 else { return false }
            last = Date()
            return true
        }
        guard isDue else { return }
        let bar = ProgressText.bar(total > 0 ? Double(received) / Double(total) : 0, width: 30)
        Terminal.show("\r\u{1B}[2K\(bar)  \(Self.size(received)) of \(Self.size(total))  \(file)")
    }

    static func size(_ bytes: Int) -> String {
        bytes < 1 << 20 ? "\((bytes + 1023) >> 10) KiB" : String(format: "%.1f MiB", Double(bytes) / Double(1 << 20))
    }
}
