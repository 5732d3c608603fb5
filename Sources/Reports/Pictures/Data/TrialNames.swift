import StudyCore

extension PictureSource {
    /// How many parameters' values a name holds.
    private static let namedCount = 3

    /// A trial's name in a legend: its number with its values of the parameters in which the trials drawn differ, the most
    /// important first; `trialTitle` names these.
    func label(_ trial: TrialRecord) -> String {
        let number = TrialCurve.label(trial.number)
        return named(trial).map { "\(number): \($0)" } ?? number
    }

    /// The same within a sentence: `trial 17 (0.1, adam)`.
    func phrase(_ trial: TrialRecord) -> String {
        let number = TrialCurve.label(trial.number)
        return named(trial).map { "\(number) (\($0))" } ?? number
    }

    /// Nil where nothing differs.
    private func named(_ trial: TrialRecord) -> String? {
        let values = varying.prefix(Self.namedCount).map { axis in
            trial.configuration[axis.name].map(NumberText.scalar) ?? "–"
        }
        guard !values.isEmpty else { return nil }
        let more = varying.count > values.count ? ", …" : ""
        return TerminalText.cut(values.joined(separator: ", "), to: 36) + more
    }

    /// The title of a legend of trials, with what the values in their names are of.
    func trialTitle(_ noun: String = "trial") -> String {
        let names = varying.prefix(Self.namedCount).map(\.name)
        guard !names.isEmpty else { return noun }
        let more = varying.count > names.count ? ", …" : ""
        return "\(noun): \(TerminalText.cut(names.joined(separator: ", "), to: 44))\(more)"
    }
}
