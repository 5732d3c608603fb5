/// The order in which metrics are shown: what is selected on, what is held out, how training went, how far an expression
/// came, what it cost, then everything else by name.
enum MetricOrder {
    private static let known = [
        "validation.accuracy", "validation.loss", "test.accuracy", "test.loss", "train.loss", "train.accuracy",
        "train.full_loss", "train.full_accuracy",
    ]
    private static let afterTraining = [
        "loss.final", "loss.minimum", "distance.final", "seconds", "parameters", "flops.forward", "flops.training",
        "memory",
    ]

    static func sorted(_ names: some Sequence<String>) -> [String] {
        names.sorted { left, right in
            let places = (place(left), place(right))
            return places.0 == places.1 ? left < right : places.0 < places.1
        }
    }

    private static func place(_ name: String) -> Int {
        if let place = known.firstIndex(of: name) { return place }
        if name.hasPrefix("train.") { return known.count }
        return afterTraining.firstIndex(of: name).map { known.count + 1 + $0 } ?? .max
    }
}
