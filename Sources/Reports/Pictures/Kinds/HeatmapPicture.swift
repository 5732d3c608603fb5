import StudyCore

/// The metric's mean over two parameters with few values each, with the number of runs in each cell.
struct HeatmapPicture {
    let picture: Picture
    /// The most values that an axis takes.
    static let greatestCount = ParameterAxis.greatestCategoryCount

    private struct Cell {
        var sum = 0.0
        var runs = 0
        var trials = 0
        var mean: Double { sum / Double(runs) }
    }

    init(_ source: PictureSource) throws(PictureAbsence) {
        let few = source.varying.compactMap { axis -> (axis: ParameterAxis, values: [Scalar])? in
            let values = Self.values(of: axis.name, source.study)
            return (2...Self.greatestCount).contains(values.count) ? (axis, values) : nil
        }
        guard few.count >= 2 else { throw .needsTwoParameters }
        let (x, y) = (few[0], few[1])
        var cells: [[Cell]] = y.values.map { _ in x.values.map { _ in Cell() } }
        for ranked in source.ranked {
            guard let value = ranked.objective,
                let column = Self.place(of: ranked, x.axis, x.values),
                let row = Self.place(of: ranked, y.axis, y.values)
            else { continue }
            // The mean of all runs, also where trials have not the same number of them.
            cells[row][column].sum += value * Double(ranked.completeRuns)
            cells[row][column].runs += ranked.completeRuns
            cells[row][column].trials += 1
        }
        let means = cells.joined().filter { $0.trials > 0 }.map(\.mean)
        guard let low = means.min(), let high = means.max() else { throw .noTrials }
        let isSmallBetter = source.ranking.objective.goal == .minimize
        var rows: [Node] = []
        for (row, cellsOfRow) in cells.enumerated() {
            for (column, cell) in cellsOfRow.enumerated() where cell.trials > 0 {
                let share = high > low ? (cell.mean - low) / (high - low) : 0.5
                rows.append([
                    "x": ParameterAxis.label(x.values[column]), "y": ParameterAxis.label(y.values[row]),
                    "mean": .real(cell.mean), "n": .integer(cell.runs), "trials": .integer(cell.trials),
                    "text": .text(NumberText.metric(cell.mean, named: source.metric.name)),
                    "count": .text("n = \(cell.runs)"),
                    // Viridis ends in a light yellow.
                    "light": .boolean((isSmallBetter ? 1 - share : share) > 0.6),
                ])
            }
        }
        let labels = (x.values.map(ParameterAxis.label), y.values.map(ParameterAxis.label))
        let place: [(Channel, Encoding)] = [
            (.x, .field("x", .ordinal).titled(x.axis.name).sorted(labels.0).axis(["labelAngle": 0])),
            (.y, .field("y", .ordinal).titled(y.axis.name).sorted(labels.1)),
        ]
        let ink: (Channel, Encoding) = (.color, .when("datum.light", "black", otherwise: "white"))
        let tooltip = Encoding.tooltip([
            ("x", .nominal, x.axis.name), ("y", .nominal, y.axis.name),
            ("mean", .quantitative, "mean \(source.metric.name)"),
            ("n", .quantitative, "runs"), ("trials", .quantitative, "trials"),
        ])
        let chart = Chart(
            width: max(240, 90 * x.values.count), height: max(160, 48 * y.values.count), data: [("cells", rows)],
            layers: [
                Layer(
                    mark: .rect, data: "cells",
                    encodings: place + [
                        (
                            .color,
                            .field("mean", .quantitative).titled("mean \(source.metric.name)")
                                .viridis(reversed: isSmallBetter)
                        ), (.tooltip, tooltip),
                    ]),
                Layer(
                    mark: .text, settings: [("fontSize", 11), ("dy", -6)], data: "cells",
                    encodings: place + [(.text, .field("text", .nominal)), ink]),
                Layer(
                    mark: .text, settings: [("fontSize", 9), ("dy", 8)], data: "cells",
                    encodings: place + [(.text, .field("count", .nominal)), ink]),
            ])
        let names = "\(x.axis.name) and \(y.axis.name)"
        var summary = ["Each cell is the mean of \(source.metric.name) over its n runs, by \(names)."]
        let bestMean = isSmallBetter ? low : high
        if let best = rows.first(where: { $0["mean"]?.numberValue == bestMean }) {
            summary.append(
                "The best mean, \(NumberText.metric(bestMean, named: source.metric.name)), is at \(x.axis.name) "
                    + "\(best["x"]?.textValue ?? ""), \(y.axis.name) \(best["y"]?.textValue ?? "").")
        }
        if source.varying.count > 2 { summary.append("The other parameters are averaged over.") }
        picture = Picture(.heatmap, summary: summary, charts: [chart])
    }

    /// The different values of a parameter, numbers in ascending order.
    private static func values(of name: String, _ study: StudyRecord) -> [Scalar] {
        var seen: Set<Scalar> = []
        var values: [Scalar] = []
        for trial in study.trials {
            guard let value = trial.configuration[name], seen.insert(value.sameness).inserted else { continue }
            values.append(value)
            // Not a parameter for a heat map.
            if values.count > greatestCount { break }
        }
        let isNumeric = values.allSatisfy { $0.number != nil }
        return isNumeric ? values.sorted { ($0.number ?? 0) < ($1.number ?? 0) } : values
    }

    private static func place(of ranked: RankedTrial, _ axis: ParameterAxis, _ values: [Scalar]) -> Int? {
        guard let value = ranked.trial.configuration[axis.name] else { return nil }
        return values.firstIndex { $0.matches(value) }
    }
}
