import StudyCore
import Testing

@testable import StudyFiles

@Suite("A filter of trials")
struct TrialFilterTests {
    private static let parameters = ["learning_rate", "algorithm", "beta", "wide", "shuffle"]
    private static let adam = Configuration([
        ("learning_rate", .real(0.05)), ("algorithm", .text("adam")), ("wide", .integer(64)),
        ("shuffle", .boolean(true)),
    ])
    private static let momentum = Configuration([
        ("learning_rate", .real(0.5)), ("algorithm", .text("momentum")), ("beta", .real(0.9)), ("wide", .integer(128)),
        ("shuffle", .boolean(false)),
    ])

    private func admitted(_ text: String) throws -> [Bool] {
        let filter = try TrialFilter(parsing: text, parameters: Self.parameters)
        return try [Self.adam, Self.momentum].map { try filter.admits($0) }
    }

    @Test(
        "speaks the language of 'require', of numbers, texts and truth values",
        arguments: [
            ("learning_rate < 0.1", [true, false]), ("algorithm == \"adam\"", [true, false]),
            ("algorithm != 'adam'", [false, true]),
            ("learning_rate < 0.1 and algorithm == \"momentum\"", [false, false]),
            ("learning_rate < 0.1 or wide == 128", [true, true]), ("not shuffle", [false, true]),
            ("log(wide) / log(2) == 7", [false, true]), ("$wide / 2 == 32", [true, false]),
        ])
    func language(_ text: String, _ expected: [Bool]) throws {
        #expect(try admitted(text) == expected)
    }

    @Test(
        "does not pick a trial where it hangs on a parameter that the trial lacks",
        arguments: [
            ("beta > 0.5", [false, true]), ("not (beta > 0.5)", [false, false]), ("beta != 0.9", [false, false]),
            ("algorithm == 'adam' or beta > 0.5", [true, true]),
            ("algorithm == 'momentum' and beta > 0.5", [false, true]),
        ])
    func inactive(_ text: String, _ expected: [Bool]) throws {
        #expect(try admitted(text) == expected)
    }

    @Test(
        "tells what is wrong with it, and where",
        arguments: [
            (
                "lerning_rate < 0.1",
                "unknown name 'lerning_rate' at column 1 of \"lerning_rate < 0.1\"; did you mean 'learning_rate'?"
            ),
            (
                "wide < 100 and algorithm < 3",
                "'<' cannot compare a text with a number at column 26 of \"wide < 100 and algorithm < 3\"; "
                    + "put both in quotes, or neither"
            ),
            (
                "learning_rate * 2",
                "must give true or false (gives a number) at column 1 of \"learning_rate * 2\"; write a comparison "
                    + "such as narrow <= wide"
            ),
            (
                "algorithm = 'adam'", "unexpected '=' at column 11 of \"algorithm = 'adam'\"; write '=='"
            ),
            ("", "the expression is empty at column 1 of \"\"; write a comparison such as narrow <= wide"),
        ])
    func mistakes(_ text: String, _ sentence: String) {
        let error = #expect(throws: TrialFilterError.self) { try admitted(text) }
        #expect(error?.sentence == sentence)
    }
}
