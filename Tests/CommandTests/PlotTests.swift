import Foundation
import StudyCore
import Testing

@Suite("Pictures of a study")
struct PlotTests {
    private static let bowl = """
        name: bowl
        parameters: {step: [0.01, 0.1, 0.2]}
        search: {method: grid}
        trial:
          expression:
            minimize: x^2 + 3*y^2
            parameters: {x: 2, y: -1}
            optimizer: {sgd: {learning_rate: $step}}
            iterations: 30
            optimum: {x: 0, y: 0}
        """

    private func drawn() throws -> Workplace {
        let place = try Workplace()
        try place.write("bowl.yaml", Self.bowl)
        try #require(place.run("study", "bowl.yaml", "--quiet").exitCode == 0)
        return place
    }

    private func specification(_ place: Workplace, _ name: String) throws -> Node {
        try Node(json: String(contentsOfFile: place.path(name), encoding: .utf8))
    }

    @Test("are written as Vega-Lite without the chart tool")
    func specifications() throws {
        let place = try drawn()
        for kind in ["best-so-far", "parameters", "curves", "parallel", "cost", "timeline", "errors", "trajectories"] {
            let outcome = try place.run("plot", "bowl", kind, "-o", "\(kind).vl.json", environment: Charts.none)
            #expect(outcome.exitCode == 0, "\(kind): \(outcome.error)")
            #expect(outcome.output.hasPrefix("wrote '\(kind).vl.json'\n"))
            let name = try specification(place, "\(kind).vl.json")["$schema"]?.textValue
            #expect(name == "https://vega.github.io/schema/vega-lite/v6.json")
        }
        let rows = try specification(place, "trajectories.vl.json")["datasets"]
        // The ways are nearly straight: most of their points could not be seen.
        let ways = try #require(rows?["ways"]?.listValue)
        #expect(Set(ways.compactMap { $0["trial"]?.integerValue }) == [0, 1, 2] && ways.count < 3 * 31)
        #expect(rows?["optimum"]?.json == #"[{"x":0.0,"y":0.0}]"#)
    }

    @Test("asked for as images are written as Vega-Lite where the chart tool is missing: exit code 4")
    func missingTool() throws {
        let place = try drawn()
        let outcome = try place.run("plot", "bowl", "cost", environment: Charts.none)
        #expect(outcome.exitCode == 4)
        #expect(
            outcome.error
                == "hpsearch: the chart tool is missing; 'make setup' or scripts/charts.sh of the repository installs it "
                + "(HPSEARCH_CHARTS names its place)\nwrote the specification to 'bowl-cost.vl.json' instead\n")
        #expect(try specification(place, "bowl-cost.vl.json")["datasets"] != nil)
        let report = try place.run(
            "report", "--format", "markdown", "-o", "bowl.md", "--pictures", environment: Charts.none)
        #expect(report.exitCode == 4)
        let text = try String(contentsOfFile: place.path("bowl.md"), encoding: .utf8)
        #expect(text.contains("[Best so far (Vega-Lite)](bowl-pictures/best-so-far.vl.json)"))
        #expect(FileManager.default.fileExists(atPath: place.path("bowl-pictures/best-so-far.vl.json")))
    }

    @Test("a chart tool that does not work is exit code 4, and leaves no image behind")
    func brokenTool() throws {
        let place = try drawn()
        let python = try place.write(
            "charts/venv/bin/python", "#!/bin/sh\necho 'ImportError: no such thing' >&2; exit 1\n")
        try place.write("charts/release", "1\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: python)
        let outcome = try place.run(
            "plot", "bowl", "cost", "-o", "c.svg", environment: ["HPSEARCH_CHARTS": place.path("charts")])
        #expect(outcome.exitCode == 4)
        #expect(outcome.error.hasPrefix("hpsearch: the chart tool failed: ImportError: no such thing; "))
        #expect(!FileManager.default.fileExists(atPath: place.path("c.svg")))
    }

    @Test("of chosen trials between chosen ends")
    func chosen() throws {
        let place = try drawn()
        func plot(_ arguments: String...) throws -> Node {
            let outcome = try place.start(
                ["plot", "bowl", "errors", "-o", "e.vl.json"] + arguments, environment: Charts.none
            ).wait()
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            return try specification(place, "e.vl.json")
        }
        func trials(_ specification: Node) throws -> Set<Int> {
            Set(try #require(specification["datasets"]?["lines"]?.listValue).compactMap { $0["trial"]?.integerValue })
        }
        #expect(try trials(plot()) == [0, 1, 2])
        #expect(try trials(plot("--trials", "0,2")) == [0, 2])
        #expect(try trials(plot("--trials", "0", "--trials", "1-2", "--where", "step < 0.15")) == [0, 1])
        let limited = try plot("--where", "step == 0.2", "--x", "5:25", "--y", "0.001:1")
        #expect(try trials(limited) == [2])
        #expect(limited.json.contains(#""scale":{"type":"log","domain":[0.001,1.0],"nice":false}"#))
        #expect(limited.json.contains(#""domain":[5.0,25.0]"#))
        let ways = try place.run(
            "plot", "bowl", "trajectories", "--x", "-3:3", "--y=-2:", "--levels", "1,4", "-o", "w.vl.json",
            environment: Charts.none)
        #expect(
            ways.exitCode == 0 && ways.output.contains("in 3 levels that meet at 1.000, 4.000, dark"), "\(ways.error)")
        #expect(try specification(place, "w.vl.json").json.contains(#""domain":[-3.0,3.0]"#))
    }

    @Test("of trials or between ends that there are not are refused, each in a sentence")
    func badChoices() throws {
        let place = try drawn()
        for (arguments, message) in [
            (["--trials", "1,7"], "study 'bowl' has no trial 7: its trials are numbered 0 to 2"),
            (["--trials", "2-1"], "write trials' numbers and ranges of them such as 0,3,7-9"),
            (["--where", "step > 1"], "no trial of study 'bowl' fulfils --where 'step > 1'"),
            (["--trials", "0", "--where", "step > 0.1"], "none of the trials listed fulfils --where 'step > 0.1'"),
            (["--where", "stp > 1"], "--where: unknown name 'stp' at column 1 of \"stp > 1\"; did you mean 'step'?"),
            (["--x", "3:1"], "write two numbers in ascending order such as 0:30, or one of them: 5: or :30"),
            (["--x", ":"], "write two numbers in ascending order"), (["--x", "a:3"], "write two numbers"),
            (
                ["--y", "0:1"],
                "study 'bowl' has no picture 'errors': its y axis is logarithmic: limits must be above 0"
            ),
        ] {
            let outcome = try place.start(["plot", "bowl", "errors", "-o", "e.vl.json"] + arguments).wait()
            #expect(outcome.exitCode == 2, "\(arguments)")
            #expect(outcome.error.contains(message), "\(outcome.error)")
        }
        let importance = try place.run("plot", "bowl", "importance", "--trials", "0")
        #expect(importance.exitCode == 2)
        #expect(
            importance.error.contains("'importance' is known of all trials together: leave --trials and --where out."))
        #expect(try place.run("report", "--format", "html", "--trials", "0").exitCode == 2)
        let report = try Node(json: place.run("report", "--where", "step < 0.15", "--format", "json").output)
        #expect(report["trials"]?.listValue?.map { $0["rank"] } == [2, 3])
        let table = try place.run("report", "--trials", "0-1", "--top", "1").output
        #expect(table.contains("2 of 3 trials chosen") && table.contains("1 more trial not shown (--top 2 shows all)"))
    }

    @Test("that do not suit the study, or that nobody knows, are refused")
    func refusals() throws {
        let place = try drawn()
        let heatmap = try place.run("plot", "bowl", "heatmap")
        #expect(heatmap.exitCode == 2)
        #expect(
            heatmap.error
                == "hpsearch: study 'bowl' has no picture 'heatmap': it takes two parameters with 2 to 16 values each; "
                + "'parameters' shows others\n")
        #expect(try place.run("plot", "bowl", "pie").exitCode == 2)
        #expect(try place.run("plot", "bowl", "cost", "-o", "cost.gif").exitCode == 2)
        let other = try place.run("plot", "bowl", "curves", "--cost", "loss")
        #expect(other.exitCode == 2)
        #expect(other.error.contains("'curves' shows no cost: --cost goes with 'cost'."))
        #expect(try place.run("plot", "bowl", "curves", "--metric", "loss").exitCode != 2)
        let shown = try place.run("plot", "bowl", "cost", "--metric", "loss")
        #expect(shown.exitCode == 2 && shown.error.contains("'cost' shows the objective: --metric goes with 'curves'."))
        let unknown = try place.run("plot", "bowl", "cost", "--cost", "watts")
        #expect(unknown.exitCode == 2)
        #expect(unknown.error.contains("no complete trial has a metric 'watts' above 0"))
        #expect(try place.run("plot", "bwol", "cost").exitCode == 2)
        #expect(try place.run("report", "--pictures").exitCode == 2)
        #expect(try place.run("report", "--format", "html", "--top", "3").exitCode == 2)
    }

    @Test("become SVG, PNG and PDF", .enabled(if: Charts.directory != nil, "\(Charts.absence)"))
    func images() throws {
        let place = try drawn()
        for (ending, beginning) in [("svg", "<svg"), ("png", "\u{89}PNG"), ("pdf", "%PDF")] {
            let file = "ways.\(ending)"
            let outcome = try place.run(
                "plot", "bowl", "trajectories", "-o", file, environment: Charts.environment)
            #expect(outcome.exitCode == 0, "\(outcome.error)")
            let bytes = try #require(FileManager.default.contents(atPath: place.path(file)))
            #expect(bytes.starts(with: beginning.unicodeScalars.map { UInt8($0.value) }), "\(file)")
            #expect(bytes.count > 5000)
            if ending == "svg" { #expect(bytes.count < 100_000 && !bytes.contains("aria-label=\"iteration".utf8)) }
        }
        let report = try place.run(
            "report", "--format", "markdown", "-o", "bowl.md", "--pictures", environment: Charts.environment)
        #expect(report.exitCode == 0, "\(report.error)")
        let text = try String(contentsOfFile: place.path("bowl.md"), encoding: .utf8)
        #expect(text.contains("![Trajectories on the contour](bowl-pictures/trajectories.svg)"))
        let svg = try String(contentsOfFile: place.path("bowl-pictures/trajectories.svg"), encoding: .utf8)
        #expect(svg.hasPrefix("<svg"))
    }

    @Test("a page without the chart tool has its table, and says what is missing")
    func pageWithoutCharts() throws {
        let place = try drawn()
        let outcome = try place.run("report", "--format", "html", "-o", "r.html", environment: Charts.none)
        #expect(outcome.exitCode == 0)
        #expect(
            outcome.error.hasPrefix("hpsearch: the page has no charts, since the chart tool is missing; 'make setup'"))
        let html = try String(contentsOfFile: place.path("r.html"), encoding: .utf8)
        #expect(html.contains("Without the chart tool there are no charts"))
        #expect(html.hasSuffix("</html>\n"))
    }
}
