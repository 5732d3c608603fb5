import Foundation
import StudyCore

/// Which worker did what when: a bar for each run, in the colour of its state.
struct TimelinePicture {
    let picture: Picture
    /// With more runs than this, what follows closely on the same worker with the same state becomes one bar.
    private static let greatestCount = 1000

    private struct Bar {
        let worker: String
        let state: RunState
        var from: Double
        var to: Double
        var trial: Int
        var count = 1
    }

    init(_ source: PictureSource) throws(PictureAbsence) {
        let runs = source.study.trials.flatMap(\.runs).filter { $0.started != nil && $0.finished != nil }
        guard let start = runs.compactMap(\.started).min(), let end = runs.compactMap(\.finished).max() else {
            throw .noTimes
        }
        let hosts = Set(runs.compactMap(\.host))
        let bars = runs.compactMap { run -> Bar? in
            guard let from = run.started, let to = run.finished else { return nil }
            let worker = [hosts.count > 1 ? run.host : nil, run.worker ?? "–"].compactMap { $0 }.joined(separator: " ")
            return Bar(
                worker: visiblyPrintable(worker), state: run.state, from: from.timeIntervalSince(start),
                to: max(to.timeIntervalSince(start), from.timeIntervalSince(start)), trial: run.key.trial)
        }
        let span = end.timeIntervalSince(start)
        let drawn = bars.count > Self.greatestCount ? Self.merged(bars, gap: span / 400) : bars
        let unit: (name: String, seconds: Double) =
            span > 7200 ? ("hours", 3600) : span > 300 ? ("minutes", 60) : ("seconds", 1)
        let rows = drawn.map { bar -> Node in
            [
                "trial": .integer(bar.trial), "worker": .text(bar.worker), "state": .text(bar.state.rawValue),
                "from": .real(bar.from / unit.seconds), "to": .real(bar.to / unit.seconds), "runs": .integer(bar.count),
            ]
        }
        let workers = Set(drawn.map(\.worker)).sorted { $0.compare($1, options: .numeric) == .orderedAscending }
        let tooltip = Encoding.tooltip([
            ("trial", .quantitative, "trial"), ("state", .nominal, "state"), ("runs", .quantitative, "runs"),
            ("from", .quantitative, "from (\(unit.name))"), ("to", .quantitative, "to (\(unit.name))"),
        ])
        let chart = Chart(
            height: max(80, 26 * workers.count), data: [("runs", rows)],
            layers: [
                Layer(
                    mark: .bar, settings: [("height", ["band": 0.7])], data: "runs",
                    encodings: [
                        (
                            .x,
                            .field("from", .quantitative).titled("\(unit.name) since the first run began").scaled(
                                .linear, zero: true)
                        ),
                        (.x2, Encoding.field("to", .quantitative).plain),
                        (.y, .field("worker", .nominal).titled("worker").sorted(workers.map { .text($0) })),
                        (.color, Palette.color(of: Set(drawn.map(\.state)))), (.tooltip, tooltip),
                    ], fades: true)
            ])
        let busy = bars.reduce(0) { $0 + $1.to - $1.from }
        var summary = [
            "\(NumberText.count(bars.count, "run")) on \(NumberText.count(workers.count, "worker")) within "
                + "\(NumberText.duration(span))."
        ]
        if span > 0, !workers.isEmpty {
            let share = min(1, busy / span / Double(workers.count))
            summary.append("Workers were busy \(Int((share * 100).rounded())) % of the time.")
        }
        if drawn.count < bars.count { summary.append("Runs close to each other are drawn as one bar.") }
        picture = Picture(.timeline, summary: summary, charts: [chart])
    }

    private static func merged(_ bars: [Bar], gap: Double) -> [Bar] {
        var result: [Bar] = []
        var open: [String: Int] = [:]
        for bar in bars.sorted(by: { ($0.from, $0.trial) < ($1.from, $1.trial) }) {
            if let index = open[bar.worker], result[index].state == bar.state, bar.from - result[index].to <= gap {
                result[index].to = max(result[index].to, bar.to)
                result[index].count += 1
            } else {
                open[bar.worker] = result.count
                result.append(bar)
            }
        }
        return result
    }
}
