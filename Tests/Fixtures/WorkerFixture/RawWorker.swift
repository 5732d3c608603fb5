import Foundation
import StudyCore
import Workers

/// A worker that speaks the protocol by hand and breaks it as the run's description says, in the first attempt only:
/// `{behaviour: babbles}`.
func serveRawly() -> Never {
    write(.hello(.fixture))
    while let line = readLine() {
        guard case .run(let request) = try? WorkerWire.command(from: Array(line.utf8)) else {
            if line.contains("ping") { write(.pong) }
            continue
        }
        if request.attempt == 1 { misbehave(request.description["behaviour"]?.textValue ?? "", request) }
        write(.finished(request.key, attempt: request.attempt, RunResult(diverged: false, metrics: ["x": 1])))
    }
    exit(0)
}

private func misbehave(_ behaviour: String, _ request: RunRequest) {
    let nobody = RunKey(trial: 77, repeat: 0)
    let result = RunResult(diverged: false, metrics: [:])
    switch behaviour {
    case "stops-reading": sleep(60)
    case "freezes": raise(SIGSTOP)
    case "babbles":
        FileHandle.standardOutput.write(Data("loss: 0.25\n".utf8))
        sleep(60)
    case "closes-output":
        close(STDOUT_FILENO)
        sleep(60)
    case "closes-input":
        close(STDIN_FILENO)
        sleep(60)
    case "answers-for-another":
        write(.finished(nobody, attempt: 1, result))
        sleep(60)
    case "measures-another":
        write(.measurement(nobody, attempt: 1, Measurement(unit: .step, step: 1, seconds: 0, values: [])))
        sleep(60)
    case "answers-twice":
        write(.finished(request.key, attempt: 1, result))
        write(.failed(nobody, attempt: 1, RunFailure(.data, "no")))
        sleep(60)
    case "says-hello-again":
        write(.hello(.fixture))
        sleep(60)
    case "floods-pongs": while true { write(.pong) }
    case "sends-a-long-line":
        let piece = Data(repeating: UInt8(ascii: "x"), count: 1 << 20)
        for _ in 0..<100 { FileHandle.standardOutput.write(piece) }
        sleep(60)
    default: break
    }
}

private func write(_ report: WorkerReport) {
    FileHandle.standardOutput.write(Data(WorkerWire.line(report)))
}
