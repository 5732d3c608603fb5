import Foundation
import StudyCore

/// What a run's program is told by its environment and its arguments.
enum CommandEnvironment {
    static let parameterPrefix = "HPSEARCH_PARAM_"
    /// The names that this tool sets itself.
    static let reserved: Set<String> = [
        "HPSEARCH_PARAMETERS", "HPSEARCH_SEED", "HPSEARCH_STUDY", "HPSEARCH_STUDY_DIR", "HPSEARCH_TRIAL",
        "HPSEARCH_REPEAT", "HPSEARCH_ATTEMPT", "HPSEARCH_RUN_DIR", "HPSEARCH_METRICS_FILE", "HPSEARCH_WORKER",
        "HPSEARCH_PARENT_PID",
    ]
    /// How many threads libraries take.
    private static let threadVariables = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]

    /// The child's whole environment.
    /// - Parameter inherited: this process's own.
    static func variables(
        of request: RunRequest, _ specification: CommandSpecification, directory: RunDirectory,
        inherited: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String: String] {
        var variables = inherited
        variables["HPSEARCH_PARENT_PID"] = nil
        for name in threadVariables { variables[name] = String(request.share.cores) }
        // What is printed arrives when it is printed, not when a buffer is full.
        variables["PYTHONUNBUFFERED"] = "1"
        for (name, value) in specification.environment { variables[name] = value }
        // After the author's own variables, which would send two runs to one device. None of the devices where none is
        // the run's own would hide those that it uses without asking.
        if !request.share.gpus.isEmpty {
            variables["CUDA_VISIBLE_DEVICES"] = request.share.gpus.joined(separator: ",")
        }
        for (name, value) in request.configuration.values { variables[variable(of: name)] = value.text }
        variables["HPSEARCH_PARAMETERS"] = directory.parametersPath
        variables["HPSEARCH_SEED"] = String(request.seed)
        variables["HPSEARCH_STUDY"] = request.study.replacing("\0", with: "")
        variables["HPSEARCH_STUDY_DIR"] = request.environment.directory
        variables["HPSEARCH_TRIAL"] = String(request.key.trial)
        variables["HPSEARCH_REPEAT"] = String(request.key.repeat)
        variables["HPSEARCH_ATTEMPT"] = String(directory.attempt)
        variables["HPSEARCH_RUN_DIR"] = directory.path
        if case .file(let path, _) = specification.metrics {
            variables["HPSEARCH_METRICS_FILE"] = absolutePath(path, in: directory.path)
        }
        return variables
    }

    /// The variable that holds a parameter's value: `HPSEARCH_PARAM_LEARNING_RATE`. What no name of a variable may hold
    /// becomes an underscore.
    static func variable(of parameter: String) -> String {
        parameterPrefix
            + parameter.map { letter in
                letter.isASCII && (letter.isLetter || letter.isNumber) ? letter.uppercased() : "_"
            }.joined()
    }

    /// `$args`: `--name=value` for each parameter.
    static func arguments(_ configuration: Configuration) -> [String] {
        configuration.values.map { "--\($0.name)=\($0.value.text)" }
    }

    /// Reports parameters whose variables would be the same, and values that no program can be given.
    static func check(_ configuration: Configuration, diagnostics: Diagnostics) {
        var owners: [String: String] = [:]
        for (name, value) in configuration.values {
            let variable = variable(of: name)
            if let other = owners.updateValue(name, forKey: variable) {
                diagnostics.report(
                    "parameters '\(other)' and '\(name)' would both be the variable \(variable)", subject: "parameters",
                    at: nil, suggestion: "rename one of them")
            }
            if value.text.utf8.contains(0) {
                diagnostics.report(CommandSentences.zeroByte, subject: name, at: nil)
            }
        }
    }
}

/// A path made absolute.
func absolutePath(_ path: String, in directory: String) -> String {
    path.hasPrefix("/") ? path : directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
}
