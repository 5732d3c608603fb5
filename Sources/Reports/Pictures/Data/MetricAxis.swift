import StudyCore

/// How a metric is put on an axis.
struct MetricAxis: Sendable {
    let name: String
    let scale: PositionScale

    /// A metric whose values are positive and lie far apart goes on a logarithmic axis; a share never does.
    init(_ name: String, values: some Sequence<Double>) {
        self.name = name
        let values = values.filter(\.isFinite)
        guard let low = values.min(), let high = values.max(), low > 0, high / low >= 100,
            !name.hasSuffix("accuracy")
        else {
            scale = .linear
            return
        }
        scale = .log
    }

    func encoding(_ field: String, title: String? = nil) -> Encoding {
        .field(field, .quantitative).titled(title ?? name).scaled(scale)
    }
}
