import Foundation
import Testing

@testable import Processes

@Suite("Child processes", .serialized)
struct ProcessTests {
    private func launch(
        _ script: String, variables: [String: String] = [:], directory: String? = nil, hasInput: Bool = false
    ) throws -> SpawnedProcess {
        try SpawnedProcess.start(
            ProcessLaunch(
                path: "/bin/sh", arguments: ["-c", script],
                environment: ["PATH": "/usr/bin:/bin"].merging(variables) { $1 }, directory: directory,
                standing: .group,
                hasInput: hasInput))
    }

    /// Reads a stream that does not block to its end, and collects the process.
    private func output(of process: SpawnedProcess) -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(process.output, &buffer, buffer.count)
            if count > 0 { bytes += buffer[..<count] } else if count == 0 { break } else { usleep(1000) }
        }
        var status: Int32 = 0
        while waitpid(process.pid, &status, 0) < 0, errno == EINTR {}
        for descriptor in [process.input, process.output, process.errors].compactMap(\.self) { close(descriptor) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func waits(for condition: () -> Bool) -> Bool {
        let end = Date().addingTimeInterval(300)
        while Date() < end {
            if condition() { return true }
            usleep(5000)
        }
        return false
    }

    @Test("a child leads its group, begins where it is to, and has nothing on its input")
    func standing() throws {
        let process = try launch("pwd; cat; ps -o pgid= -p $$ 2>/dev/null || echo $$", directory: "/usr")
        let words = output(of: process).split(whereSeparator: \.isWhitespace)
        #expect(words.first == "/usr" && words.last.flatMap { pid_t($0) } == process.pid)
    }

    @Test("what a child is told on its input arrives")
    func input() throws {
        let process = try launch("read line; echo \"[$line]\"", hasInput: true)
        #expect(writeBytes(Array("a b\n".utf8), to: try #require(process.input)) == .whole)
        #expect(output(of: process) == "[a b]\n")
    }

    @Test("a program or directory that is not there is told by the system's words")
    func missing() {
        #expect(throws: SystemFailure.self) {
            try SpawnedProcess.start(
                ProcessLaunch(path: "/no/such/program", arguments: [], environment: [:], standing: .group))
        }
        #expect(throws: SystemFailure.self) { try launch("true", directory: "/no/such/directory") }
    }

    #if os(Linux)
        @Test("descendants are found by their parents, and what has left its session by its environment")
        func found() throws {
            let mark = UUID().uuidString
            let process = try launch(
                "setsid sleep 1000 >/dev/null 2>&1 & sleep 1000 & wait", variables: ["MARK_OF_TEST": mark])
            defer { _ = output(of: process) }
            #expect(waits { ProcessTable.processes(withVariable: "MARK_OF_TEST=\(mark)").count >= 3 })
            #expect(ProcessTable.descendants(of: process.pid).count >= 2)
            #expect(ProcessTable.processes(withVariable: "MARK_OF_TEST=\(mark.dropLast())").isEmpty)
            #expect(
                ProcessTable.processes(withVariable: "MARK_OF_TEST=\(mark.dropLast())", isPrefix: true).count >= 3)
            #expect(ProcessTable.end(withVariable: "MARK_OF_TEST=\(mark)"))
            #expect(waits { ProcessTable.processes(withVariable: "MARK_OF_TEST=\(mark)").isEmpty })
        }

        @Test("a process's end can be waited for by a descriptor")
        func descriptorOfProcess() throws {
            let process = try launch("read line", hasInput: true)
            guard let descriptor = Processes.descriptor(ofProcess: process.pid) else { return }
            var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            #expect(poll(&request, 1, 0) == 0)
            close(try #require(process.input))
            #expect(poll(&request, 1, 300_000) == 1)
            close(descriptor)
            var status: Int32 = 0
            #expect(waitpid(process.pid, &status, 0) == process.pid)
            close(process.output)
            close(process.errors)
        }
    #endif
}
