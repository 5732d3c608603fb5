import ArgumentParser
import Reports
import StudyCore
import StudyFiles

/// Which trials of a study a command is about.
struct TrialChoice: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only these trials: numbers and ranges such as 0,3,7-9; may be repeated.", valueName: "list"),
        transform: TrialList.init(parsing:))
    var trials: [TrialList] = []
    @Option(
        help: ArgumentHelp(
            "Only trials whose parameters fulfil this, written as under 'require', such as 'rate < 0.1 and algorithm == "
                + "\"adam\"'; with --trials, of these.", valueName: "expression"))
    var `where`: String?

    /// Whether all trials are meant.
    var isEmpty: Bool { trials.isEmpty && `where` == nil }

    /// The numbers of the trials that are meant; nil for all of them.
    /// - Throws: `CommandFailure` where there are none, `StoreError` for numbers that the study does not have.
    func numbers(of study: StudyRecord) throws -> Set<Int>? {
        guard !isEmpty else { return nil }
        let listed = trials.isEmpty ? nil : Set(try TrialList.numbers(trials, of: study))
        guard let expression = `where` else { return listed }
        var numbers: Set<Int> = []
        do throws(TrialFilterError) {
            let filter = try TrialFilter(parsing: expression, parameters: StudyReport.parameterNames(of: study))
            for trial in study.trials where listed?.contains(trial.number) ?? true {
                if try filter.admits(trial.configuration) { numbers.insert(trial.number) }
            }
        } catch {
            throw CommandFailure(.usage, "hpsearch: --where: \(error.sentence)")
        }
        guard !numbers.isEmpty else {
            let among = listed == nil ? "no trial of study '\(study.name)'" : "none of the trials listed"
            throw CommandFailure(.usage, "hpsearch: \(among) fulfils --where \(ShellText.argument(expression))")
        }
        return numbers
    }
}
