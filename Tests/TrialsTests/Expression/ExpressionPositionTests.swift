import StudyCore
import StudyFiles
import Testing
import Trials

/// Where a mistake inside an expression is told to be.
@Suite("Places of mistakes in expressions")
struct ExpressionPositionTests {
    private func sentences(_ minimize: String, parameters: String = "a: [1, 2]") -> [String] {
        let text = """
            parameters: {\(parameters)}
            search: {method: grid}
            trial:
              expression:
                minimize: \(minimize)
                parameters: {x: 0}
                optimizer: {sgd: {learning_rate: $a}}
                iterations: 10
            """
        do throws(StudyFileError) {
            _ = try StudyInProject.reader.read(
                text: text, file: "s.yaml", environment: TrialEnvironment(directory: "/"))
            return []
        } catch {
            return error.sentences
        }
    }

    @Test("plain, in quotes and with a reference: the column is that of the word")
    func columns() {
        #expect(sentences("(1 - x)^2") == [])
        #expect(
            sentences("(1 - y)^2 + x") == [
                "s.yaml:5:20: 'minimize': unknown name 'y' in \"(1 - y)^2 + x\"; known here: x, pi, e"
            ])
        #expect(
            sentences("\"(1 - x)^2 +\"") == [
                "s.yaml:5:26: 'minimize': the expression ends after '+' in \"(1 - x)^2 +\"; complete it"
            ])
        #expect(
            sentences("$a*x + x/(2*x)") == [
                "s.yaml:5:23: 'minimize': division by zero at the start in \"$a*x + x/(2*x)\"; "
                    + "start elsewhere, or keep the divisor away from 0"
            ])
    }

    @Test("folded over lines or with escapes: the beginning of the text")
    func beginnings() {
        #expect(
            sentences("(1 - x)^2\n      + yy") == [
                "s.yaml:5:15: 'minimize': unknown name 'yy' in \"(1 - x)^2 + yy\"; known here: x, pi, e"
            ])
        #expect(
            sentences("\"x\\u0020+ yy\"") == [
                "s.yaml:5:15: 'minimize': unknown name 'yy' in \"x + yy\"; known here: x, pi, e"
            ])
    }

    @Test("from a variant: where the variant stands")
    func variants() {
        #expect(
            sentences("$f", parameters: "a: [1], f: {variants: {one: x^2, two: x^2 + z}}") == [
                "s.yaml:1:58: 'minimize': unknown name 'z' in \"x^2 + z\"; known here: x, pi, e"
            ])
        #expect(
            sentences("$f", parameters: "a: [1], f: [x^2, x*]") == [
                "s.yaml:5:15: 'minimize': the expression ends after '*' in \"x*\" from $f; complete it"
            ])
    }

    @Test("a name that no parameter has is told once")
    func undefined() {
        #expect(sentences("$b*x") == ["s.yaml:5:15: '$b': no parameter has this name; known here: a"])
        #expect(sentences("$aa*x") == ["s.yaml:5:15: '$aa': no parameter has this name; did you mean '$a'?"])
    }

    @Test("a parameter that is not there in a trial is told, inside an expression too")
    func inactive() {
        #expect(
            sentences("$b*x", parameters: "a: [1, 2], b: {values: [1, 3], when: {a: [1]}}") == [
                "s.yaml:5:15: '$b': refers to 'b', which is inactive where a is not 1; give 'b' no 'when', or use it "
                    + "only in the variant that goes with it"
            ])
    }
}
