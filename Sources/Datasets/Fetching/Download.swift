import Foundation

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// One request for the rest of a file. The standard library's client serves: linking it adds 4 ms to the start of a
/// program (8.1 instead of 4.0 ms, measured on a two-core machine), and needs no `curl` program.
final class Download: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    enum Outcome: Equatable {
        /// All that the server announced has come.
        case complete
        /// The server has no such range: what is here is not the beginning of its file.
        case rangeRefused
        case cannotWrite(String)
        case failed(DatasetError.MirrorFailure.Reason)
    }

    private let url: URL
    private let part: PartialFile
    private let limit: Int
    private let timeout: Double
    private let progress: (Int) -> Void
    // The session calls its delegate on one serial queue; nothing else touches these after `run` has begun.
    private var outcome: Outcome?
    private var received = 0
    private var expected: Int?
    private var continuation: CheckedContinuation<Outcome, Never>?

    /// - Parameters:
    ///   - part: its length decides where the download starts.
    ///   - limit: the file's size; a server that sends more is stopped.
    ///   - progress: called with the bytes that are here in all.
    init(url: URL, part: PartialFile, limit: Int, timeout: Double, progress: @escaping (Int) -> Void) {
        self.url = url
        self.part = part
        self.limit = limit
        self.timeout = timeout
        self.progress = progress
    }

    func run() async -> Outcome {
        received = part.length
        var request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData, timeoutInterval: timeout)
        // The bytes as they are published; and a client that names itself is served where an anonymous one may not be.
        request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
        request.setValue("hpsearch", forHTTPHeaderField: "User-Agent")
        if received > 0 { request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range") }
        let configuration = URLSessionConfiguration.ephemeral
        configuration.timeoutIntervalForRequest = timeout
        configuration.urlCache = nil
        let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
        let task = session.dataTask(with: request)
        defer { session.finishTasksAndInvalidate() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                self.continuation = continuation
                task.resume()
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        let announced = response.expectedContentLength
        switch status {
        case 200 where received > 0:
            // A server without ranges sends the whole file.
            do {
                try part.discard()
                received = 0
            } catch {
                outcome = .cannotWrite(error.description)
            }
        case 200: break
        case 206:
            let range = (response as? HTTPURLResponse)?.value(forHTTPHeaderField: "Content-Range") ?? ""
            if !range.hasPrefix("bytes \(received)-") { outcome = .rangeRefused }
        case 416: outcome = .rangeRefused
        default: outcome = .failed(.status(status))
        }
        if announced >= 0 { expected = received + Int(announced) }
        completionHandler(outcome == nil ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard outcome == nil else { return }
        if received + data.count > limit {
            outcome = .failed(.tooLong(expected: limit))
        } else if let reason = data.withUnsafeBytes({ part.append($0) }) {
            outcome = .cannotWrite(reason)
        } else {
            received += data.count
            progress(received)
            return
        }
        dataTask.cancel()
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        let isWhole = error == nil && received >= expected ?? limit && received >= limit
        let result =
            outcome
            ?? (isWhole
                ? .complete : .failed(Download.reason(error, received: received, expected: max(expected ?? 0, limit))))
        continuation?.resume(returning: result)
        continuation = nil
    }

    /// What is told of a failure. Once bytes have come, what counts is that the others have not.
    private static func reason(
        _ error: (any Error)?, received: Int, expected: Int
    ) -> DatasetError.MirrorFailure.Reason {
        guard let error = error as? URLError else { return .truncated(received: received, expected: expected) }
        switch error.code {
        case .cannotFindHost, .dnsLookupFailed: return .unreachable("the server's name is not known")
        case .cannotConnectToHost: return .unreachable("no connection to the server")
        case .timedOut: return .unreachable("the server does not answer")
        case .notConnectedToInternet: return .unreachable("there is no network")
        case .secureConnectionFailed, .serverCertificateUntrusted, .serverCertificateHasBadDate,
            .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid:
            return .unreachable("the server's certificate cannot be checked")
        case .networkConnectionLost: return .truncated(received: received, expected: expected)
        default:
            return received > 0
                ? .truncated(received: received, expected: expected)
                : .unreachable("the connection failed (\(error.code.rawValue))")
        }
    }
}
