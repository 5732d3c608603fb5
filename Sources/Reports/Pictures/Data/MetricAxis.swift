import StudyCore

/// How a metric is put on an axis.
struct MetricAxis: Sendable {
    let name: String
    let scale: PositionScale
    /// The ends of the axis where some values lie so far out that all others would fall together; nil where none does.
    let bounds: ClosedRange<Double>?
    /// How many values lie beyond the ends.
    private let beyond: Int

    /// How much further out than the middle nine tenths are wide a value may lie.
    private static let reach = 4.0

    /// A metric whose values are positive and lie far apart goes on a logarithmic axis; a share never does.
    /// - Parameter goal: for an axis that may leave out the worst values; nil for one that shows all.
    init(_ name: String, values: some Sequence<Double>, goal: Objective.Goal? = nil) {
        self.name = name
        let sorted = values.filter(\.isFinite).sorted()
        let isShare = name.hasSuffix("accuracy")
        if let low = sorted.first, let high = sorted.last, low > 0, high / low >= 100, !isShare {
            scale = .log
            (bounds, beyond) = (nil, 0)
            return
        }
        scale = .linear
        guard let goal, let low = sorted.first, let high = sorted.last, !isShare else {
            (bounds, beyond) = (nil, 0)
            return
        }
        // The best end stays whatever it is: it is what the study is about.
        let (first, last) = (sorted[(sorted.count - 1) / 20], sorted[(sorted.count - 1) * 19 / 20])
        let width = last - first
        if goal == .minimize, width > 0, high - last > Self.reach * width {
            let bounds = low...(last + width / 10)
            self.bounds = bounds
            beyond = sorted.count { $0 > bounds.upperBound }
        } else if goal == .maximize, width > 0, first - low > Self.reach * width {
            let bounds = (first - width / 10)...high
            self.bounds = bounds
            beyond = sorted.count { $0 < bounds.lowerBound }
        } else {
            (bounds, beyond) = (nil, 0)
        }
    }

    func encoding(_ field: String, title: String? = nil) -> Encoding {
        .field(field, .quantitative).titled(title ?? name)
            .scaled(scale, from: bounds?.lowerBound, to: bounds?.upperBound, isClamped: bounds != nil)
    }

    /// Said where values lie beyond the ends.
    var note: [String] {
        beyond == 0
            ? []
            : [
                "\(NumberText.count(beyond, "trial")) with a worse value \(beyond == 1 ? "is" : "are") drawn on the edge."
            ]
    }
}
