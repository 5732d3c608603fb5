import Foundation
import Testing

@testable import Workers

@Suite("What a worker writes")
struct WorkerChannelTests {
    /// A channel, and what can be read from it at once.
    private static func channel(pause: Duration) throws -> (channel: WorkerChannel, read: () -> String) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        let read = {
            var bytes = [UInt8](repeating: 0, count: 1 << 17)
            let count = Foundation.read(reading, &bytes, bytes.count)
            return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
        }
        return (WorkerChannel(input: -1, output: writing, pause: pause), read)
    }

    @Test("lines that nobody waits for go with the next one, all in their order")
    func held() throws {
        let (channel, read) = try Self.channel(pause: .seconds(3600))
        channel.writeSoon(Array("a\n".utf8))
        channel.writeSoon(Array("b\n".utf8))
        #expect(read() == "")
        channel.write(Array("c\n".utf8))
        #expect(read() == "a\nb\nc\n")
        channel.write(Array("d\n".utf8))
        #expect(read() == "d\n")
    }

    @Test("a line after a pause is written at once")
    func afterPause() throws {
        let (channel, read) = try Self.channel(pause: .zero)
        channel.writeSoon(Array("a\n".utf8))
        #expect(read() == "a\n")
    }

    @Test("a line that no other one follows is written all the same")
    func alone() throws {
        let (channel, read) = try Self.channel(pause: .milliseconds(5))
        channel.write(Array("a\n".utf8))
        channel.writeSoon(Array("b\n".utf8))
        var text = ""
        for _ in 0..<60_000 where text != "a\nb\n" {
            text += read()
            usleep(1000)
        }
        #expect(text == "a\nb\n")
    }

    @Test("no more is held back than a pipe takes")
    func many() throws {
        let (channel, read) = try Self.channel(pause: .seconds(3600))
        let line = Array((String(repeating: "x", count: 999) + "\n").utf8)
        for _ in 0..<40 { channel.writeSoon(line) }
        #expect(read().utf8.count == 33_000)
    }
}
