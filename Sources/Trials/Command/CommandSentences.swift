import Foundation
import StudyCore

/// Every sentence of command trials that is not about one key of the study file.
enum CommandSentences {
    static let emptyCommand = "names no program"
    static let zeroByte = "holds a zero byte, which no program can be given"

    // Before any trial runs.

    static func programMissing(_ name: String) -> String {
        name.contains("/")
            ? "there is no program '\(name)'; a relative path counts from the working directory"
            : "there is no program '\(name)' on the PATH; install it, or write its path"
    }
    static func programNotExecutable(_ path: String) -> String {
        "'\(path)' may not be executed; chmod +x it, or put its interpreter before it"
    }
    static func programIsDirectory(_ path: String) -> String { "'\(path)' is a directory, not a program" }
    static func noProgram(_ path: String) -> String {
        "'\(path)' is no program and has no line such as #!/bin/sh at its beginning; put its interpreter before it"
    }
    static func interpreterMissing(_ path: String, _ interpreter: String) -> String {
        "'\(path)' asks for '\(interpreter)' in its first line, which is not there; install it, or put another "
            + "interpreter before it"
    }
    /// - Parameter sentence: why a program is not found.
    static func shellGoesOn(_ sentence: String) -> String { sentence + "; the shell goes on after it" }
    static func directoryMissing(_ path: String) -> String {
        "there is no directory '\(path)' to run in; make it, or change 'working_directory'"
    }

    // How a run has failed.

    static func unstartable(_ path: String, _ reason: String) -> String {
        "'\(path)' cannot be started: \(reason)"
            + (reason == String(cString: strerror(ENOEXEC)) ? "; a script begins with a line such as #!/bin/sh" : "")
    }
    static func exitStatus(_ status: Int32, isShell: Bool, lastLine: String?) -> String {
        let hint =
            switch (isShell, status) {
            case (true, 126): " (the shell found something that it may not execute)"
            case (true, 127): " (the shell did not find a program)"
            default: ""
            }
        return "the program ended with exit status \(status)\(hint)" + quoting(lastLine)
    }
    static func signal(_ reason: String, lastLine: String?) -> String {
        "the program was \(reason)" + quoting(lastLine)
    }
    static func tookTooMuch(_ taken: Int, limit: Int, key: String) -> String {
        "the program took \(MemorySize.needed(taken)) of memory, and \(key) allows "
            + MemorySize.available(limit)
    }
    static let killedByKernel =
        "the program was killed by the kernel because memory ran out; use fewer --workers, or set limits.memory"
    /// - Parameter position: where the pattern stands in the study file, where that is known.
    static func slowPattern(_ match: SlowMatch, at position: SourcePosition?) -> String {
        let place = position.map { " (\($0.line):\($0.column) of the study file)" } ?? ""
        let line = visiblyPrintable(match.line)
        let cut = line.count > 120 ? line.prefix(120) + "…" : line
        func text(_ seconds: Double) -> String { String(format: "%.3g s", seconds) }
        let what =
            switch match.cause {
            case .line(let seconds): "was given up after \(text(seconds)) of computing on one line, '\(cut)'"
            case .total(.sinceEnd(let seconds)):
                "was given up: what the program had left at its end took patterns \(text(seconds)) of computing, this one "
                    + "most, as on the line '\(cut)'"
            case .total(.timeWasUp(let seconds)):
                "was given up when the run's time was up: the program had ended, but what it had left took patterns "
                    + "\(text(seconds)) of computing, this one most, as on the line '\(cut)'"
            case .total(.ofProgram(let seconds, let program)):
                "was given up: of the program's \(text(program)) patterns took \(text(seconds)) of computing on lines that "
                    + "hold them up, this one most, as '\(cut)'"
            }
        return
            "the pattern of '\(match.metric)'\(place) \(what); let no repetition stand inside another, as in (a+)+, and "
            + "let it begin with plain text"
    }
    /// - Parameter found: what there was where metrics are looked for: `wrote(…)`, or a sentence about the file of metrics.
    static func missingMetric(_ metric: String, seen: [String], found: String) -> String {
        let others = seen.isEmpty ? "it reported no metric at all" : "it reported \(seen.joined(separator: ", "))"
        return "the program ended without reporting \(metric): \(others), and \(found)"
    }
    /// The last lines of the streams that metrics are read from.
    /// - Parameter errors: those of standard error; nil where it is not read.
    static func wrote(_ output: [String], errors: [String]?) -> String {
        func quoted(_ lines: [String]) -> String { lines.map { "'\($0)'" }.joined(separator: ", ") }
        func were(_ lines: [String], _ place: String = "") -> String {
            lines.count == 1
                ? "its last line\(place) was \(quoted(lines))" : "its last lines\(place) were \(quoted(lines))"
        }
        switch (output.isEmpty, errors) {
        case (true, nil): return "it wrote no line on standard output"
        case (true, let errors?):
            return errors.isEmpty ? "it wrote no line" : were(errors, " on standard error")
        case (false, let errors?) where !errors.isEmpty:
            return were(output, " on standard output") + ", and on standard error \(quoted(errors))"
        case (false, _): return were(output)
        }
    }
    static func metricsFileMissing(_ path: String) -> String { "there is no file '\(path)'" }
    /// - Parameter kind: `a directory`.
    static func metricsFileIrregular(_ path: String, _ kind: String) -> String {
        "'\(path)' is \(kind) and no regular file, which alone is read"
    }
    static func metricsFileUnchanged(_ path: String) -> String {
        "the file '\(path)' was there before the run and has not changed"
    }
    static func metricsFileHoldsNothing(_ path: String) -> String { "nothing in the file '\(path)' is a metric" }
    static func metricsFileHolds(_ path: String, _ count: Int, isTable: Bool) -> String {
        "the file '\(path)' holds \(count == 1 ? (isTable ? "a row" : "an object") : "\(count) \(isTable ? "rows" : "objects")") "
            + "with numbers"
    }
    static func noRunDirectory(_ path: String, _ reason: String) -> String {
        "the run's directory '\(path)' cannot be made (\(reason))"
    }

    // Notices; they follow the run's name.

    static func searchesOn(_ metric: String) -> String {
        "has a program that has ended, but patterns still compute on what it wrote, that of '\(metric)' most"
    }

    static func leftBehind(_ count: Int) -> String {
        "left \(count == 1 ? "a process" : "\(count) processes") behind, which \(count == 1 ? "was" : "were") ended"
    }
    static func notFinite(_ metric: String, _ value: Double) -> String { "has diverged: \(metric) is \(value)" }
    static func longLine(_ length: Int) -> String {
        "wrote a line of more than \(length >> 10) KiB, of which only the beginning was looked at"
    }
    static let passedOver =
        "reported metrics that are passed over: more than \(MeasurementAssembler.greatestNameCount) of them, names of "
        + "more than \(MeasurementAssembler.greatestNameLength) bytes, or more than "
        + "\(MeasurementAssembler.greatestTotal >> 20) MiB of names and values"
    static func outputNotKept(_ reason: String) -> String { "could not keep its output: \(reason)" }
    static func attempt(_ number: Int) -> String { "is started again in the directory it had (attempt \(number))" }

    // What a line was taken for, in `try`.

    static func lastLine(_ line: String?, metric: String) -> String {
        guard let line else { return "standard output has no line to read \(metric) from" }
        return Number.value(of: line) == nil
            ? "the last line, '\(line)', is not one number, as metrics: last_line needs it for \(metric)"
            : "the last line, '\(line)', is \(metric)"
    }
    static func unreadable(_ name: String) -> String { "\(name) is there, but its value is no number" }
    static func fractionalStep(_ name: String) -> String {
        "\(name) is no whole number, so that the line is no point of the curve"
    }

    static func misfits(_ count: Int, in path: String) -> String {
        "\(count == 1 ? "a row" : "\(count) rows") of '\(path)' \(count == 1 ? "is" : "are") passed over: not as many "
            + "fields as the first line has names, or a quote that is not closed"
    }

    private static func quoting(_ line: String?) -> String { line.map { "; its last line: \($0)" } ?? "" }
}
