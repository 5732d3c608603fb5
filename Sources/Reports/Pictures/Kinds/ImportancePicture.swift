import StudyCore

/// Each parameter's share of the variance, with its interval.
struct ImportancePicture {
    let picture: Picture
    /// With fewer complete trials a share says nothing.
    static let leastTrials = 20

    init(_ source: PictureSource) throws(PictureAbsence) {
        let complete = source.ranked.count
        let shares = source.importance.filter { $0.share.isFinite }.sorted { $0.share > $1.share }
        guard complete >= Self.leastTrials, let first = shares.first else {
            throw .noImportance(complete: complete)
        }
        let names = shares.map { Node.text(visiblyPrintable($0.parameter)) }
        let rows = shares.map { share -> Node in
            [
                "parameter": .text(visiblyPrintable(share.parameter)), "share": .real(share.share),
                "low": .optional(share.low), "high": .optional(share.high), "n": .integer(share.count),
            ]
        }
        let y = Encoding.field("parameter", .nominal).titled(nil).sorted(names)
        let x = Encoding.field("share", .quantitative).titled("share of variance").scaled(.linear, zero: true)
        let tooltip = Encoding.tooltip([
            ("parameter", .nominal, "parameter"), ("share", .quantitative, "share"), ("low", .quantitative, "from"),
            ("high", .quantitative, "to"), ("n", .quantitative, "trials"),
        ])
        let intervals = rows.filter { !($0["low"]?.isNull ?? true) && !($0["high"]?.isNull ?? true) }
        let chart = Chart(
            height: 30 * max(3, shares.count), data: [("shares", rows), ("intervals", intervals)],
            layers: [
                Layer(
                    mark: .bar, settings: [("color", Palette.blue)], data: "shares",
                    encodings: [(.x, x), (.y, y), (.tooltip, tooltip)]),
                Layer(
                    mark: .rule, settings: [("color", Palette.orange), ("strokeWidth", 2)], data: "intervals",
                    encodings: [
                        (.x, Encoding.field("low", .quantitative).titled("share of variance")),
                        (.x2, Encoding.field("high", .quantitative).plain), (.y, y),
                    ]),
            ])
        var sentence = "\(first.parameter) explains \(Self.percent(first.share)) of the variance"
        if let low = first.low, let high = first.high {
            sentence += " (\(Self.percent(low)) to \(Self.percent(high)))"
        }
        picture = Picture(
            .importance, summary: ["\(sentence), over \(NumberText.count(first.count, "trial"))."], charts: [chart])
    }

    private static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }
}
