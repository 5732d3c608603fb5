import Store
import StudyCore

/// What `check` prints; the JSON's keys are told in docs/report-format.md.
enum DatabaseCheckReport {
    private static let format: Node = .integer(1)

    static func text(_ check: DatabaseCheck) -> String {
        var lines = check.findings.map(line) + check.notes.map { "note: \(line($0))" }
        if check.isWhole {
            lines.append(
                "'\(visiblyPrintable(check.path))' is whole: \(count(check.studies, "study", "studies")), "
                    + "\(count(check.trials, "trial")), \(count(check.runs, "run"))")
        }
        return lines.joined(separator: "\n")
    }

    private static func line(_ finding: DatabaseCheck.Finding) -> String {
        visiblyPrintable((finding.study.map { "study '\($0)': " } ?? "") + finding.text)
    }

    private static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }

    static func json(_ check: DatabaseCheck) -> Node {
        func list(_ findings: [DatabaseCheck.Finding]) -> Node {
            .list(findings.map { ["study": .text($0.study), "text": .text($0.text)] })
        }
        return [
            "format": format, "database": .text(check.path), "whole": .boolean(check.isWhole),
            "findings": list(check.findings), "notes": list(check.notes), "studies": .integer(check.studies),
            "trials": .integer(check.trials), "runs": .integer(check.runs),
        ]
    }

    static func text(_ result: SalvageResult) -> String {
        let studies = result.studies.map { study in
            [
                visiblyPrintable(study.name), String(study.trials), String(study.suggestedTrials),
                String(study.lostTrials), String(study.endedRuns), String(study.unfinishedRuns),
                String(study.returnedRuns),
            ]
        }
        let tables = result.tables.map { [$0.name, String($0.read), String($0.kept), String($0.gaps)] }
        var text =
            Columns.text(
                studies,
                heading: [
                    "study", "trials read", "suggested again", "lost", "runs kept", "unfinished", "to run again",
                ]) + "\n\n" + Columns.text(tables, heading: ["table", "rows read", "kept", "unreadable places"])
        for study in result.studies where study.isRenumbered {
            text +=
                "\n\nstudy '\(visiblyPrintable(study.name))': trials have moved up into the places of those that are lost"
        }
        if result.lostStudies > 0 {
            text += "\n\n\(count(result.lostStudies, "study", "studies")) could not be read, only runs or trials of it"
        }
        text += "\n\nwritten to '\(visiblyPrintable(result.path))'"
        if let files = result.files {
            text += "\nthe files of its runs were not copied; to keep them: "
            text += "cp -r \(ShellText.quoted(files.from)) \(ShellText.quoted(files.to))"
        }
        return text
    }

    static func json(_ result: SalvageResult) -> Node {
        [
            "format": format, "database": .text(result.path), "whole": .boolean(result.isWhole),
            "studies": .list(
                result.studies.map { study in
                    [
                        "name": .text(study.name), "trials_read": .integer(study.trials),
                        "trials_suggested_again": .integer(study.suggestedTrials),
                        "trials_lost": .integer(study.lostTrials), "renumbered": .boolean(study.isRenumbered),
                        "runs_kept": .integer(study.endedRuns), "runs_unfinished": .integer(study.unfinishedRuns),
                        "runs_to_run_again": .integer(study.returnedRuns),
                    ]
                }),
            "studies_lost": .integer(result.lostStudies), "files": .text(result.files?.from),
            "tables": .list(
                result.tables.map { table in
                    [
                        "name": .text(table.name), "rows_read": .integer(table.read), "rows_kept": .integer(table.kept),
                        "unreadable_places": .integer(table.gaps),
                    ]
                }),
        ]
    }
}
