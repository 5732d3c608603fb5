import ArgumentParser
import Foundation

/// Options of the commands that run a study.
struct LaunchOptions: ParsableArguments {
    @Option(
        name: .shortAndLong,
        help: "Worker processes; by default as many as the machine's cores, GPUs and memory are enough for.")
    var workers: Int?

    @OptionGroup var devices: GPUOption

    @OptionGroup var database: DatabaseOption

    @Option(name: .customLong("data-dir"), help: "Search this directory for data sets before all others.")
    var dataDirectory: String?

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    @Flag(help: "Take the study from a process of another host that is known to be gone.")
    var takeOver = false

    @Option(help: ArgumentHelp("The final report: table or json.", valueName: "format"))
    var format: LaunchFormat = .table

    var gpus: String? { devices.gpus }

    func validate() throws {
        if let workers, !(1...1024).contains(workers) {
            throw ValidationError("--workers takes a number from 1 to 1024 (got \(workers)).")
        }
    }
}

/// Which GPUs runs may be given.
struct GPUOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            """
            GPUs that runs may be given: a number, or devices such as 0,2 (a single one with a comma: 3,). By default those of \
            HPSEARCH_GPUS, else of CUDA_VISIBLE_DEVICES, else all of this machine.
            """, valueName: "n|list"))
    var gpus: String?

    func validate() throws {
        if let gpus {
            do { _ = try GPUChoice.wish(gpus) } catch {
                throw ValidationError("--gpus takes \(error.reason) (got '\(gpus)').")
            }
        }
    }
}

enum LaunchFormat: String, ExpressibleByArgument, CaseIterable {
    case table
    case json
}

/// Where the database is.
struct DatabaseOption: ParsableArguments {
    static let defaultPath = "results/studies.sqlite"

    @Option(name: .customLong("db"), help: "The database.", completion: .file(extensions: ["sqlite"]))
    var path = DatabaseOption.defaultPath
}
