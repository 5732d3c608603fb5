import Foundation
import Synchronization

/// A small HTTP server on loopback, over plain sockets, for one test.
final class HTTPServer: Sendable {
    /// How a request is answered.
    struct Answer: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        /// Sent as it is; the announced length is `announced`, or the body's.
        var body: [UInt8] = []
        var announced: Int?
        /// Whether the connection stays open without another byte, until the server ends.
        var hangs = false
    }

    struct Request: Sendable, Equatable {
        var path: String
        /// The first byte asked for by `Range`.
        var start: Int?
    }

    let port: UInt16
    private let listener: Int32
    private let seen = Mutex<[Request]>([])
    private let open = Mutex<[Int32]>([])

    /// - Parameter answer: called on the server's thread.
    init(answer: @escaping @Sendable (Request) -> Answer) throws {
        #if canImport(Darwin)
            let stream = SOCK_STREAM
        #else
            let stream = Int32(SOCK_STREAM.rawValue)
        #endif
        listener = socket(AF_INET, stream, 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        guard listener >= 0, isBound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else {
                    // Closed here alone: the number may be another socket's at once.
                    close(listener)
                    return
                }
                self.serve(connection, answer)
            }
        }
    }

    /// Ends the server; its port is dead from then on.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        for connection in open.withLock({ $0 }) { close(connection) }
    }

    var requests: [Request] { seen.withLock { $0 } }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

    private func serve(_ connection: Int32, _ answer: (Request) -> Answer) {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            let count = read(connection, &buffer, buffer.count)
            guard count > 0 else {
                close(connection)
                return
            }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let lines = text.components(separatedBy: "\r\n")
        let path = lines[0].split(separator: " ").dropFirst().first.map(String.init) ?? "/"
        let range = lines.first { $0.lowercased().hasPrefix("range: bytes=") }
        let start = range.flatMap { Int($0.dropFirst("range: bytes=".count).prefix { $0.isNumber }) }
        let request = Request(path: path, start: start)
        seen.withLock { $0.append(request) }
        let answer = answer(request)
        var head = "HTTP/1.1 \(answer.status) Answer\r\nConnection: close\r\n"
        head += "Content-Length: \(answer.announced ?? answer.body.count)\r\n"
        for (name, value) in answer.headers { head += "\(name): \(value)\r\n" }
        var rest = ArraySlice(Array((head + "\r\n").utf8) + answer.body)
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { break }
            rest = rest.dropFirst(count)
        }
        if answer.hangs {
            open.withLock { $0.append(connection) }
        } else {
            close(connection)
        }
    }
}

/// The servers of one test, which end with it.
final class Servers: Sendable {
    private let started = Mutex<[HTTPServer]>([])

    func start(answer: @escaping @Sendable (HTTPServer.Request) -> HTTPServer.Answer) throws -> HTTPServer {
        let server = try HTTPServer(answer: answer)
        started.withLock { $0.append(server) }
        return server
    }

    deinit {
        for server in started.withLock({ $0 }) { server.stop() }
    }
}

extension HTTPServer.Answer {
    /// The whole of `content`, or the range asked for.
    static func file(_ content: [UInt8], _ request: HTTPServer.Request) -> Self {
        guard let start = request.start else { return Self(body: content) }
        guard start < content.count else { return Self(status: 416) }
        return Self(
            status: 206, headers: ["Content-Range": "bytes \(start)-\(content.count - 1)/\(content.count)"],
            body: Array(content[start...]))
    }
}
