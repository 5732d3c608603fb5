import Foundation
import StudyCore

#if canImport(Glibc)
    import Glibc
#endif

/// A headless Chromium that is spoken to over its debugging pipe: messages of the DevTools protocol, each ended by a
/// zero byte.
final class Browser {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Where Chromium is: `HPSEARCH_CHROMIUM`, or one of its names on the path; nil where there is none that starts.
    static let program: String? = {
        let environment = ProcessInfo.processInfo.environment
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
        let found = names.flatMap { name in folders.map { "\($0)/\(name)" } }
        return ([environment["HPSEARCH_CHROMIUM"]].compactMap { $0 } + found)
            .first { FileManager.default.isExecutableFile(atPath: $0) && starts($0) }
    }()

    private static func starts(_ program: String) -> Bool {
        let trial = Process()
        trial.executableURL = URL(filePath: "/bin/sh")
        let options = "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage"
        trial.arguments = ["-c", "timeout 120 \"$0\" \(options) --dump-dom about:blank | grep -q '<body>'", program]
        trial.standardError = FileHandle.nullDevice
        guard (try? trial.run()) != nil else { return false }
        trial.waitUntilExit()
        return trial.terminationStatus == 0
    }

    /// A time limit, not a time that anything is meant to take.
    private static let patience = 300.0

    private let process = Process()
    private let folder: URL
    private let toBrowser: Int32
    private let fromBrowser: Int32
    private var buffer: [UInt8] = []
    private var lastNumber = 0
    private var session: String?
    /// What the browser has told unasked since the last page was opened.
    private(set) var events: [Node] = []

    init(_ program: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hpsearch-browser-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pipes = ["in", "out"].map { folder.appending(path: $0).path }
        for pipe in pipes where mkfifo(pipe, 0o600) != 0 { throw Failure(description: "no pipe \(pipe)") }
        self.folder = folder
        // Open for both directions, so that neither side waits for the other to open its end.
        toBrowser = Glibc.open(pipes[0], O_RDWR | O_CLOEXEC)
        fromBrowser = Glibc.open(pipes[1], O_RDWR | O_CLOEXEC)
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = [
            "-c",
            #"""
            exec "$0" --headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --remote-debugging-pipe \
                --user-data-dir="$3" about:blank 3<"$1" 4>"$2"
            """#, program, pipes[0], pipes[1], folder.appending(path: "profile").path,
        ]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        let targets = try call("Target.getTargets")["targetInfos"]?.listValue ?? []
        guard let target = targets.first(where: { $0["type"] == "page" })?["targetId"] else {
            throw Failure(description: "the browser has no page")
        }
        session = try call("Target.attachToTarget", ["targetId": target, "flatten": true])["sessionId"]?.textValue
        for domain in ["Page", "Runtime", "Log", "Network"] { try call("\(domain).enable") }
    }

    deinit {
        process.terminate()
        process.waitUntilExit()
        Glibc.close(toBrowser)
        Glibc.close(fromBrowser)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Sends a command and waits for its answer.
    @discardableResult
    func call(_ method: String, _ parameters: Node = [:]) throws -> Node {
        lastNumber += 1
        var entries: [(String, Node)] = [
            ("id", .integer(lastNumber)), ("method", .text(method)), ("params", parameters),
        ]
        if let session { entries.append(("sessionId", .text(session))) }
        var bytes = Array(Node.map(entries).json.utf8) + [0]
        while !bytes.isEmpty {
            let written = write(toBrowser, bytes, bytes.count)
            guard written > 0 else { throw Failure(description: "the browser cannot be written to") }
            bytes.removeFirst(written)
        }
        while true {
            let message = try next()
            guard message["id"]?.integerValue == lastNumber else {
                events.append(message)
                continue
            }
            if let error = message["error"] { throw Failure(description: "\(method): \(error.json)") }
            return message["result"] ?? [:]
        }
    }

    private func next() throws -> Node {
        let end = Date().addingTimeInterval(Self.patience)
        while true {
            if let zero = buffer.firstIndex(of: 0) {
                defer { buffer.removeFirst(zero + 1) }
                return try Node(json: String(decoding: buffer[..<zero], as: UTF8.self))
            }
            guard process.isRunning, Date() < end else { throw Failure(description: "the browser does not answer") }
            var waiting = pollfd(fd: fromBrowser, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 200) > 0 else { continue }
            var chunk = [UInt8](repeating: 0, count: 1 << 16)
            let count = read(fromBrowser, &chunk, chunk.count)
            if count > 0 { buffer += chunk[..<count] }
        }
    }

    /// The value of an expression of JavaScript on the page.
    func value(_ expression: String) throws -> Node {
        let answer = try call(
            "Runtime.evaluate", ["expression": .text(expression), "awaitPromise": true, "returnByValue": true])
        if let exception = answer["exceptionDetails"] { throw Failure(description: exception.json) }
        return answer["result"]?["value"] ?? nil
    }

    /// Waits until an expression holds.
    func wait(until expression: String) throws {
        let end = Date().addingTimeInterval(Self.patience)
        while Date() < end {
            // While a page is being opened there may be none to ask.
            if (try? value("Boolean(\(expression))")) == true { return }
            guard process.isRunning else { break }
            usleep(20_000)
        }
        throw Failure(description: "this never came true: \(expression)")
    }

    /// Opens a file and waits until its charts are drawn.
    func open(file: String, width: Int = 1280, isDark: Bool = false) throws {
        let size: Node = [
            "width": .integer(width), "height": 900, "deviceScaleFactor": 1, "mobile": false,
        ]
        try call("Emulation.setDeviceMetricsOverride", size)
        let scheme: Node = ["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]
        try call("Emulation.setEmulatedMedia", ["features": [scheme]])
        try call("Page.navigate", ["url": "about:blank"])
        events = []
        try call("Page.navigate", ["url": .text(URL(filePath: file).absoluteString)])
        try wait(until: "document.documentElement.dataset.charts === 'drawn'")
    }

    /// Presses the mouse at the first of two places of an element, given as shares of its size, and lets go at the other.
    func drag(over selector: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)) throws {
        let box = try value(
            """
            (() => {
              const element = document.querySelector(\(Node.text(selector).json));
              element.scrollIntoView({ block: "center" });
              const box = element.getBoundingClientRect();
              return [box.x, box.y, box.width, box.height];
            })()
            """
        ).listValue?.compactMap(\.numberValue)
        guard let box, box.count == 4 else { throw Failure(description: "no \(selector)") }
        func mouse(_ type: String, _ share: Double) throws {
            let x = box[0] + box[2] * (start.x + (end.x - start.x) * share)
            let y = box[1] + box[3] * (start.y + (end.y - start.y) * share)
            try call(
                "Input.dispatchMouseEvent",
                ["type": .text(type), "x": .real(x), "y": .real(y), "button": "left", "buttons": 1, "clickCount": 1])
        }
        try mouse("mousePressed", 0)
        for step in 1...5 { try mouse("mouseMoved", Double(step) / 5) }
        try mouse("mouseReleased", 1)
    }

    /// Errors and warnings of the page since it was opened, as the browser tells them.
    var complaints: [String] {
        events.compactMap { event in
            switch event["method"]?.textValue {
            case "Runtime.exceptionThrown", "Log.entryAdded": event["params"]?.json
            case "Runtime.consoleAPICalled":
                ["error", "warning"].contains(event["params"]?["type"]?.textValue) ? event["params"]?.json : nil
            default: nil
            }
        }
    }

    /// The addresses that were asked for since the page was opened, the page itself first.
    var requests: [String] {
        events.filter { $0["method"] == "Network.requestWillBeSent" }
            .compactMap { $0["params"]?["request"]?["url"]?.textValue }
    }
}
