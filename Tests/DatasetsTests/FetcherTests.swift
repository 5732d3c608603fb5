import Foundation
import Synchronization
import Testing

@testable import Datasets

@Suite struct FetcherTests {
    private let scratch = Scratch()
    private let servers = Servers()
    /// 300,000 bytes, so that they come in several pieces.
    private let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    private var checksum: String { content.withUnsafeBytes { Checksum.sha256($0) } }
    private var part: String { scratch.path + "/set/file.gz.part" }

    private func file(_ mirrors: String...) -> RemoteFile {
        RemoteFile(name: "file.gz", bytes: content.count, sha256: checksum, mirrors: mirrors)
    }

    /// What a download did: its events without the progress, and its error.
    private func fetch(
        _ file: RemoteFile, with fetcher: Fetcher = Fetcher(environment: [:])
    ) async -> (events: [FetchEvent], error: DatasetError?) {
        let events = Mutex<[FetchEvent]>([])
        do {
            try await fetcher.fetch(file, into: scratch.path + "/set") { event in
                if case .progress = event { return }
                events.withLock { $0.append(event) }
            }
            return (events.withLock { $0 }, nil)
        } catch {
            return (events.withLock { $0 }, error)
        }
    }

    private func isInPlace() throws -> Bool {
        let found = try Data(contentsOf: URL(fileURLWithPath: scratch.path + "/set/file.gz"))
        return Array(found) == content && scratch.contents == ["set", "set/file.gz"]
    }

    /// A port that nobody listens on.
    private func deadAddress() throws -> String {
        let server = try HTTPServer { _ in .init() }
        server.stop()
        return server.url("/file.gz")
    }

    @Test func `a file is downloaded, checked and put in place, with progress`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        let received = Mutex<[Int]>([])
        let fetcher = Fetcher(environment: [:])
        try await fetcher.fetch(file(server.url("/file.gz")), into: scratch.path + "/set") { event in
            if case .progress(_, let count, let total) = event {
                #expect(total == 300_000)
                received.withLock { $0.append(count) }
            }
        }
        let counts = received.withLock { $0 }
        #expect(counts.last == 300_000 && counts == counts.sorted() && !counts.isEmpty)
        #expect(try isInPlace())
    }

    @Test func `a file that is here is not downloaded again`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        try scratch.write(content, to: "set/file.gz")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil && result.events == [.alreadyHere(file: "file.gz")])
        #expect(server.requests.isEmpty)
    }

    @Test func `a damaged file in its place is replaced`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        try scratch.write("something else", to: "set/file.gz")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil)
        #expect(try isInPlace())
    }

    @Test func `a partial download is carried on with`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        try scratch.write(Array(content[..<100_000]), to: "set/file.gz.part")
        let url = server.url("/file.gz")
        let result = await fetch(file(url))
        #expect(result.error == nil)
        #expect(result.events.first == .started(file: "file.gz", url: url, resumedFrom: 100_000))
        #expect(server.requests == [.init(path: "/file.gz", start: 100_000)])
        #expect(try isInPlace())
    }

    @Test func `a server without ranges sends the whole file again`() async throws {
        let server = try servers.start { [content] _ in .init(body: content) }
        try scratch.write(Array(content[..<100_000]), to: "set/file.gz.part")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil)
        #expect(try isInPlace())
    }

    @Test func `a whole partial file is checked and put in place without a request`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        try scratch.write(content, to: "set/file.gz.part")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil && server.requests.isEmpty)
        #expect(try isInPlace())
    }

    @Test func `a partial file of something else is discarded and the download starts anew`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        try scratch.write([UInt8](repeating: 7, count: 1_000), to: "set/file.gz.part")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil)
        #expect(server.requests.map(\.start) == [1_000, nil])
        #expect(try isInPlace())
    }

    @Test func `a range that the server refuses makes the download start anew`() async throws {
        let server = try servers.start { [content] request in
            request.start == nil ? .init(body: content) : .init(status: 416)
        }
        try scratch.write(Array(content[..<100_000]), to: "set/file.gz.part")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil)
        #expect(try isInPlace())
    }

    @Test func `a connection that breaks is taken up where it broke`() async throws {
        let server = try servers.start { [content] request in
            var answer = HTTPServer.Answer.file(content, request)
            answer.announced = answer.body.count
            answer.body = Array(answer.body.prefix(120_000))
            return answer
        }
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error == nil)
        #expect(server.requests.map(\.start) == [nil, 120_000, 240_000])
        #expect(try isInPlace())
    }

    @Test func `what a truncating server sent is kept for the next attempt`() async throws {
        let server = try servers.start { [content] request in
            .init(
                status: request.start == nil ? 200 : 503, body: request.start == nil ? Array(content[..<50_000]) : [],
                announced: request.start == nil ? 300_000 : nil)
        }
        let url = server.url("/file.gz")
        let result = await fetch(file(url))
        #expect(
            result.error?.description
                == "file.gz could not be downloaded: \(url): the server answered with status 503; 50,000 bytes are kept,"
                + " the next attempt carries on from there")
        #expect(result.error?.kind == .environment)
        #expect(try Data(contentsOf: URL(fileURLWithPath: part)).count == 50_000)
    }

    @Test func `a file that is shorter than the published one says so`() async throws {
        let server = try servers.start { [content] in .file(Array(content[..<50_000]), $0) }
        let url = server.url("/file.gz")
        var fetcher = Fetcher(environment: [:])
        fetcher.attemptsPerMirror = 1
        let result = await fetch(file(url), with: fetcher)
        #expect(
            result.error?.description
                == "file.gz could not be downloaded: \(url): the connection ended after 50,000 of 300,000 bytes; 50,000"
                + " bytes are kept, the next attempt carries on from there")
    }

    @Test func `a wrong checksum discards the file and the next mirror is tried`() async throws {
        var other = content
        other[5] ^= 1
        let wrong = other
        let bad = try servers.start { .file(wrong, $0) }
        let good = try servers.start { [content] in .file(content, $0) }
        let result = await fetch(file(bad.url("/file.gz"), good.url("/file.gz")))
        let found = wrong.withUnsafeBytes { Checksum.sha256($0) }
        #expect(result.error == nil)
        #expect(
            result.events.contains(
                .mirrorFailed(
                    file: "file.gz",
                    .init(url: bad.url("/file.gz"), reason: .wrongChecksum(expected: checksum, found: found)))))
        #expect(good.requests.map(\.start) == [nil])
        #expect(try isInPlace())
    }

    @Test func `a wrong checksum everywhere is told and leaves nothing`() async throws {
        var other = content
        other[5] ^= 1
        let wrong = other
        let server = try servers.start { .file(wrong, $0) }
        let url = server.url("/file.gz")
        let result = await fetch(file(url))
        let found = wrong.withUnsafeBytes { Checksum.sha256($0) }
        #expect(
            result.error?.description
                == "file.gz could not be downloaded: \(url): the file's SHA-256 is \(found), not the published"
                + " \(checksum); it was discarded")
        #expect(scratch.contents.isEmpty)
    }

    @Test func `a server that sends too much is stopped`() async throws {
        let server = try servers.start { [content] in .file(content + content, $0) }
        let url = server.url("/file.gz")
        let result = await fetch(file(url))
        #expect(
            result.error?.description
                == "file.gz could not be downloaded: \(url): the server sent more than the 300,000 bytes of the published"
                + " file")
        #expect(scratch.contents.isEmpty)
    }

    @Test func `a dead mirror is passed over`() async throws {
        let dead = try deadAddress()
        let good = try servers.start { [content] in .file(content, $0) }
        let result = await fetch(file(dead, good.url("/file.gz")))
        #expect(result.error == nil)
        #expect(
            result.events.contains(
                .mirrorFailed(file: "file.gz", .init(url: dead, reason: .unreachable("no connection to the server")))))
        #expect(try isInPlace())
    }

    @Test func `mirrors that all fail are all named`() async throws {
        let dead = try deadAddress()
        let empty = try servers.start { _ in .init(status: 404, body: Array("not here".utf8)) }
        let url = empty.url("/file.gz")
        let result = await fetch(file(dead, url, "ftp://example.org/file.gz"))
        #expect(
            result.error?.description
                == "file.gz could not be downloaded: \(dead): no connection to the server; \(url): the server answered with"
                + " status 404; ftp://example.org/file.gz: is not an address of the web")
        #expect(scratch.contents.isEmpty)
    }

    @Test func `a silent server is given up`() async throws {
        let server = try servers.start { _ in .init(announced: 300_000, hangs: true) }
        var fetcher = Fetcher(environment: [:])
        fetcher.timeout = 1
        let url = server.url("/file.gz")
        let result = await fetch(file(url), with: fetcher)
        #expect(
            result.error
                == .downloadFailed(
                    file: "file.gz", failures: [.init(url: url, reason: .unreachable("the server does not answer"))],
                    kept: 0))
    }

    @Test func `a cancelled download keeps what has come`() async throws {
        let server = try servers.start { [content] _ in
            .init(body: Array(content[..<200_000]), announced: 300_000, hangs: true)
        }
        let directory = scratch.path + "/set"
        let file = file(server.url("/file.gz"))
        let task = Task {
            try await Fetcher(environment: [:]).fetch(file, into: directory) { _ in }
        }
        let deadline = ContinuousClock.now + .seconds(240)
        while (FileIdentity(path: part)?.size ?? 0) < 200_000, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(10))
        }
        task.cancel()
        await #expect(throws: DatasetError.downloadCancelled(file: "file.gz", kept: 200_000)) { try await task.value }
        #expect(FileIdentity(path: part)?.size == 200_000)
    }

    @Test func `two downloads of the same file do not meet`() async throws {
        let server = try servers.start { [content] in .file(content, $0) }
        let held = try PartialFile(path: part, directory: scratch.path + "/set")
        let result = await fetch(file(server.url("/file.gz")))
        #expect(result.error?.description == "\(part): another process is downloading this file")
        #expect(held.length == 0 && server.requests.isEmpty)
    }

    @Test func `a directory that cannot be made is told`() async throws {
        try scratch.write("in the way", to: "set")
        let result = await fetch(file("http://127.0.0.1:1/file.gz"))
        #expect(result.error == .unwritableFile(path: part, reason: "Not a directory"))
    }

    @Test func `a data set comes file by file, from the mirror of the environment first`() async throws {
        let server = try servers.start { _ in .init(status: 404) }
        let here = Scratch()
        let set = IDXDataset.mnist
        var fetcher = Fetcher(environment: ["HPSEARCH_MIRROR": server.url("/mirror")])
        fetcher.timeout = 2
        #expect(fetcher.firstMirror == server.url("/mirror"))
        let own = DatasetCatalog([
            IDXDataset(
                name: "mnist", summary: set.summary, provenance: set.provenance, published: set.published,
                classNames: set.classNames,
                remoteFiles: set.remoteFiles.map {
                    RemoteFile(name: $0.name, bytes: $0.bytes, sha256: $0.sha256, mirrors: [])
                }, labelChecksum: nil)
        ])
        await #expect(throws: DatasetError.self) {
            try await fetcher.fetch("mnist", of: own, into: here.locations) { _ in }
        }
        #expect(server.requests == [.init(path: "/mirror/mnist/train-images-idx3-ubyte.gz", start: nil)])
    }

    @Test func `a fetched data set is found`() async throws {
        let files = [
            "train-images-idx3": IDX.images(60), "train-labels-idx1": IDX.labels(60),
            "t10k-images-idx3": IDX.images(20), "t10k-labels-idx1": IDX.labels(20),
        ]
        let packed = files.mapValues(gzipped)
        let server = try servers.start { request in
            let name = String(request.path.dropFirst()).replacing("-ubyte.gz", with: "")
            return packed[name].map { .file($0, request) } ?? .init(status: 404)
        }
        let set = IDXDataset.mnist
        let remoteFiles = IDXDataset.fileNames.map { name in
            let bytes = packed[name.replacing("-ubyte", with: "")] ?? []
            return RemoteFile(
                name: name + ".gz", bytes: bytes.count, sha256: bytes.withUnsafeBytes { Checksum.sha256($0) },
                mirrors: [server.url("/\(name).gz")])
        }
        let catalog = DatasetCatalog([
            IDXDataset(
                name: "mnist", summary: set.summary, provenance: set.provenance, published: set.published,
                classNames: set.classNames, remoteFiles: remoteFiles, labelChecksum: nil)
        ])
        let locations = scratch.locations
        let directory = try await Fetcher(environment: [:]).fetch("mnist", of: catalog, into: locations) { _ in }
        #expect(directory == scratch.path + "/cache/hpsearch/data/mnist")
        let data = try DatasetLoader(catalog: catalog).load(DataRequest(.named("mnist")), from: locations)
        #expect(data.description == "mnist: 50 to train, 10 to validate, 20 held out; 1×2×3, 10 classes")
    }

    @Test func `what cannot be fetched is told`() async throws {
        let locations = scratch.locations
        await #expect(throws: DatasetError.nothingToFetch(name: "digits")) {
            try await Fetcher(environment: [:]).fetch("digits", into: locations) { _ in }
        }
        await #expect(throws: DatasetError.unknownDataset(name: "minst", known: DatasetCatalog.standard.names)) {
            try await Fetcher(environment: [:]).fetch("minst", into: locations) { _ in }
        }
    }
}
