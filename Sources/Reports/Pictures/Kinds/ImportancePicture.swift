import StudyCore

/// Each parameter's share of the variance, with its interval.
struct ImportancePicture {
    let picture: Picture
    init(_ source: PictureSource) throws(PictureAbsence) {
        let complete = source.ranked.count
        let shares = source.importance.filter { $0.share.isFinite }.sorted { $0.share > $1.share }
        guard complete >= StudyImportance.leastTrials, let first = shares.first else {
            throw .noImportance(complete: complete)
        }
        let names = shares.map { Node.text(visiblyPrintable($0.parameter)) }
        let rows = shares.map { share -> Node in
            [
                "parameter": .text(visiblyPrintable(share.parameter)), "share": .real(share.share),
                "low": .real(share.low), "high": .real(share.high), "n": .integer(share.trials),
                "better": .text(StudyReport.words(share.direction)),
            ]
        }
        let y = Encoding.field("parameter", .nominal).titled(nil).sorted(names)
        let x = Encoding.field("share", .quantitative).titled("share of variance").scaled(.linear, zero: true)
        let tooltip = Encoding.tooltip([
            ("parameter", .nominal, "parameter"), ("share", .quantitative, "share"), ("low", .quantitative, "from"),
            ("high", .quantitative, "to"), ("n", .quantitative, "trials"), ("better", .nominal, "better"),
        ])
        let chart = Chart(
            height: 30 * max(3, shares.count), data: [("shares", rows)],
            layers: [
                Layer(
                    mark: .bar, settings: [("color", Palette.blue)], data: "shares",
                    encodings: [(.x, x), (.y, y), (.tooltip, tooltip)]),
                Layer(
                    mark: .rule, settings: [("color", Palette.orange), ("strokeWidth", 2)], data: "shares",
                    encodings: [
                        (.x, Encoding.field("low", .quantitative).titled("share of variance")),
                        (.x2, Encoding.field("high", .quantitative).plain), (.y, y),
                    ]),
            ])
        let sentence =
            "\(first.parameter) explains \(NumberText.share(first.share)) of the variance by itself "
            + "(\(NumberText.share(first.low)) to \(NumberText.share(first.high))), over "
            + "\(NumberText.count(first.trials, "trial"))."
        picture = Picture(.importance, summary: [sentence], charts: [chart])
    }
}
