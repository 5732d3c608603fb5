import ArgumentParser
import Foundation
import StudyCore
import Trials
import Workers

/// One worker: started by the scheduler, one per slot.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker",
        abstract: "Carries out runs for a scheduler; started by hpsearch itself.",
        shouldDisplay: false)

    @Flag(help: "Take commands from standard input and report on standard output, one JSON object a line.")
    var stdio = false

    func run() throws {
        guard stdio else {
            throw CommandFailure(.usage, "hpsearch: a worker speaks over its standard streams; say worker --stdio")
        }
        workerMain(
            kinds: Catalog.trialKinds,
            identity: WorkerIdentity(
                version: toolVersion, host: ProcessInfo.processInfo.hostName,
                pid: Int(ProcessInfo.processInfo.processIdentifier), blasCore: NetworkTrial.blasCore))
    }
}
