import StudyCore
import StudyFiles
import Testing

/// Reads a text as `s.yaml` with the fake kind of trial.
func read(_ text: String, file: String = "s.yaml", kind: FakeTrial = FakeTrial()) throws(StudyFileError) -> Study {
    try StudyFileReader(kinds: [kind], methods: fakeMethods)
        .read(text: text, file: file, environment: TrialEnvironment(directory: "/somewhere"))
}

/// The sentences that a text earns; none when it is a study.
func sentences(_ text: String, kind: FakeTrial = FakeTrial()) -> [String] {
    do throws(StudyFileError) {
        _ = try read(text, kind: kind)
        return []
    } catch {
        return error.sentences
    }
}

/// A study around one parameter's line, which is line 2, and `x` used where any value fits.
func declaring(_ parameter: String) -> String {
    """
    parameters:
      x: \(parameter)
    search: {method: random, trials: 4}
    trial: {fake: {run: [$x]}}
    """
}

/// A text that is wrong, and what is said of it.
struct Mistake: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    let sentences: [String]

    init(_ title: String, _ text: String, _ sentences: String...) {
        self.title = title
        self.text = text
        self.sentences = sentences
    }

    var testDescription: String { title }
}
