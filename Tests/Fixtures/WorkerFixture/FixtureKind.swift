import Foundation
import StudyCore

/// A kind of trial whose description says how it behaves: `{behaviour: quick}`.
struct FixtureKind: TrialKind {
    let name: String
    let defaultObjective: Objective? = nil
    let substitution = SubstitutionRules(embedded: .text)

    func metricNames(for description: Node) -> [String]? { nil }
    func check(_ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics) {}
    func checkInputs(
        _ description: Node, environment: TrialEnvironment, diagnostics: Diagnostics
    ) throws -> [InputWarning] { [] }
    func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] { [] }
    func provenance(_ description: Node, environment: TrialEnvironment) -> [(name: String, value: String)] { [] }

    func stepsPerRun(_ description: Node) -> Int? { nil }

    /// Starts a child, waits until it has said something, and tells its process as a measurement.
    private func announce(_ child: Process, _ monitor: any RunMonitor) throws {
        let output = Pipe()
        child.standardOutput = output
        try child.run()
        _ = output.fileHandleForReading.availableData
        monitor.record(
            StudyCore.Measurement(
                unit: .step, step: 1, seconds: 0, values: [("process", Double(child.processIdentifier))]))
    }

    func run(_ request: RunRequest, monitor: any RunMonitor) throws -> RunResult {
        switch request.description["behaviour"]?.textValue {
        case "prints":
            print("{\"report\":\"pong\"} is what I say")
            FileHandle.standardError.write(Data("and this on standard error\n".utf8))
        case "measures":
            for step in 1...3 {
                monitor.record(
                    Measurement(unit: .epoch, step: step, seconds: 0.5, values: [("loss", step == 3 ? .nan : 1.0)]))
            }
        case "measures-until-stopped":
            var steps = 0
            while !monitor.isStopped, !monitor.isCancelled {
                steps += 1
                monitor.record(Measurement(unit: .step, step: steps, seconds: 0, values: [("loss", Double(steps))]))
                // Cheap, so that a run that does not wait for its answers is told by what it sends.
                if steps > 100_000 { break }
            }
            return RunResult(diverged: false, pruned: monitor.isStopped, metrics: ["pruned.step": Double(steps)])
        case "prints-and-exits":
            print("is what I say")
            FileHandle.standardError.write(Data("and this on standard error\n".utf8))
            exit(3)
        case "says-and-refuses":
            FileHandle.standardError.write(Data("column 3 is empty\n".utf8))
            throw RunFailure(.data, "the data does not fit")
        case "writes-much-and-exits":
            let line = String(repeating: "x", count: 99) + "\n"
            for _ in 0..<2000 { FileHandle.standardError.write(Data(line.utf8)) }
            FileHandle.standardError.write(Data("the last words\n".utf8))
            exit(3)
        case "breaks-memory": UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1
        case "takes-memory": takeMemory(mebibytes: 400)
        case "child-takes-memory":
            let child = Process()
            child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            child.arguments = ["takes-memory"]
            try child.run()
            child.waitUntilExit()
        case "maps-a-file":
            return RunResult(diverged: false, metrics: ["sum": try touchMappedFile(mebibytes: 200)])
        case "leaves-a-stubborn-child":
            let child = Process()
            child.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
            child.arguments = ["is-stubborn"]
            try announce(child, monitor)
            child.waitUntilExit()
        case "crashes":
            print("about to crash")
            abort()
        case "crashes-at-first" where request.attempt == 1: kill(getpid(), SIGKILL)
        case "exits": exit(3)
        case "refuses": throw RunFailure(.data, "the data does not fit")
        case "misses": throw MissingInput("there is no such file")
        case "errs": throw CocoaError(.fileNoSuchFile)
        case "sleeps":
            // In the middle of one long step: does not look whether it is cancelled.
            sleep(60)
        case "begins-and-sleeps-cancellably":
            monitor.record(StudyCore.Measurement(unit: .step, step: 1, seconds: 0, values: []))
            fallthrough
        case "sleeps-cancellably":
            while !monitor.isCancelled { usleep(1000) }
            throw RunCancelled()
        case "starts-a-child":
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sh")
            child.arguments = ["-c", "echo ready; sleep 600"]
            try announce(child, monitor)
            child.waitUntilExit()
        case "environment":
            let threads = ProcessInfo.processInfo.environment["OPENBLAS_NUM_THREADS"].flatMap(Double.init) ?? 0
            let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count) ?? 0
            return RunResult(
                diverged: false,
                metrics: ["threads": threads, "descriptors": Double(open), "session": Double(getsid(0) - getpid())])
        default: break
        }
        return RunResult(
            diverged: false, metrics: ["seed": Double(request.seed), "x": request.configuration["x"]?.number ?? 0],
            predictions: [Prediction(split: .validation, count: 9, bits: [0b1010_1010, 1])])
    }
}
