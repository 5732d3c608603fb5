import ArgumentParser
import Foundation
import Reports
import Store
import StudyCore

struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot",
        abstract: "Draws a picture of a study: SVG, PNG, PDF, or a Vega-Lite specification.",
        discussion: """
            Kinds:
            \(PictureKind.allCases.map { "  \($0.rawValue.padding(toLength: 13, withPad: " ", startingAt: 0)) \($0.explanation)" }
                .joined(separator: "\n"))

            The file's ending says what is written: .svg, .png, .pdf or .vl.json (Vega-Lite with its data). Images take \
            the chart tool that 'make setup' installs where Python is there; without it the specification is written \
            beside the image's place, and the exit code is 4.

            With --trials or --where only these trials are drawn, and 'curves' has a line for each of them.

            Examples:
              hpsearch plot mnist-grid parameters
              hpsearch plot mnist-grid curves -o curves.svg
              hpsearch plot mnist-grid curves --trials 0,3,7-9 --x 0:30 --y 0.9:1
              hpsearch plot mnist-grid curves --metric train.accuracy
              hpsearch plot mnist-grid cost --where 'wide >= 512 and narrow == 64'
              hpsearch plot mnist-grid cost --cost parameters
              hpsearch plot rosenbrock trajectories -o ways.pdf
              hpsearch plot rosenbrock trajectories --x -2:2 --y -1:3 --levels 0.1,1,10,100
            """)

    @Argument(help: "The study.", completion: .studies) var name: String
    @Argument(help: ArgumentHelp("What to draw; see above.", valueName: "kind")) var kind: PictureKind
    @Option(
        name: .shortAndLong, help: "Write to this file; by default NAME-KIND.svg in the current directory.",
        completion: .file(extensions: ["svg", "png", "pdf", "json"]))
    var output: String?
    @OptionGroup var choice: TrialChoice
    @OptionGroup var axes: LimitOptions
    @Option(
        help: ArgumentHelp(
            "Of cost: the metric that tells what a trial costs, such as parameters or flops.training (default: seconds).",
            valueName: "metric"))
    var cost: String?
    @Option(
        help: ArgumentHelp(
            "Of curves: the metric that is drawn, such as train.accuracy (default: the objective).", valueName: "metric"
        ))
    var metric: String?
    @OptionGroup var database: DatabaseOption

    func validate() throws {
        if !choice.isEmpty, !kind.showsTrials {
            throw ValidationError("'\(kind.rawValue)' is known of all trials together: leave --trials and --where out.")
        }
        if axes.levels != nil, kind != .trajectories {
            throw ValidationError("'\(kind.rawValue)' has no levels: --levels goes with 'trajectories'.")
        }
        if cost != nil, kind != .cost {
            throw ValidationError("'\(kind.rawValue)' shows no cost: --cost goes with 'cost'.")
        }
        if metric != nil, kind != .curves {
            throw ValidationError("'\(kind.rawValue)' shows the objective: --metric goes with 'curves'.")
        }
        guard let output, PictureFile(path: output) == nil else { return }
        throw ValidationError("--output takes a file that ends in .svg, .png, .pdf or .vl.json (got '\(output)').")
    }

    func run() throws {
        try CommandFailure.catching {
            let store = try database.forReading()
            let reference = try store.find(name)
            let record = try store.study(named: reference.name)
            let statistics = try StudyStatistics(
                record, predictions: StoredPredictions(store: store, study: reference, record: record), top: 1,
                importance: kind.needsImportance)
            let source = try PictureLoading(database: store).source(
                of: StudyReport(record, statistics: statistics, chosen: choice.numbers(of: record)),
                withCurves: kind.needsCurves)
            let picture: Picture
            do throws(PictureAbsence) {
                picture = try kind.picture(
                    of: source,
                    PictureOptions(limits: axes.limits, levels: axes.levels, cost: cost, curve: metric))
            } catch {
                throw CommandFailure(
                    .usage, "hpsearch: study '\(record.name)' has no picture '\(kind.rawValue)': \(error.reason)")
            }
            let path = output ?? "\(PictureFile.safe(record.name))-\(kind.rawValue).svg"
            guard let file = PictureFile(path: path) else { return }
            try Terminal.write("wrote '\(try file.write(picture))'\n\(picture.summary)")
        }
    }
}

extension PictureKind: ExpressibleByArgument {}
