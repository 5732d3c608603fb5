import StudyCore

/// What a network costs, in words: its learnt values, operations and memory.
enum CostText {
    /// The metrics that a network's shape alone decides.
    static let names = ["parameters", "flops.forward", "flops.training", "memory"]

    /// Those of `names` that have one value wherever they are told.
    static func constant(_ metrics: some Collection<MetricValues>) -> [String: Double] {
        var costs: [String: Double] = [:]
        for name in names {
            guard let value = metrics.lazy.compactMap({ $0[name] }).first else { continue }
            if metrics.allSatisfy({ ($0[name] ?? value) == value }) { costs[name] = value }
        }
        return costs
    }

    /// `Each trial: 1,068,810 learnt values; 2.1 MFLOP forward and 6.4 MFLOP in training, per example; 34 MiB of memory`
    /// - Returns: nil where nothing is known.
    static func sentence(_ costs: [String: Double], of subject: String) -> String? {
        var parts: [String] = []
        if let count = costs["parameters"] {
            parts.append("\(NumberText.grouped(count)) learnt value\(count == 1 ? "" : "s")")
        }
        if let forward = costs["flops.forward"], let training = costs["flops.training"] {
            parts.append(
                "\(NumberText.scaled(forward, unit: "FLOP")) forward and "
                    + "\(NumberText.scaled(training, unit: "FLOP")) in training, per example")
        }
        if let bytes = costs["memory"] { parts.append("\(NumberText.memory(bytes)) of memory") }
        return parts.isEmpty ? nil : "\(subject): \(parts.joined(separator: "; "))"
    }
}
