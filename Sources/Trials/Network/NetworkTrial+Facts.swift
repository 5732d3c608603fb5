import Datasets
import Networks
import StudyCore

extension NetworkTrial {
    public func facts(_ description: Node, environment: TrialEnvironment) -> [(title: String, text: String)] {
        facts([description], environment: environment)
    }

    public func facts(_ descriptions: [Node], environment: TrialEnvironment) -> [(title: String, text: String)] {
        guard let first = descriptions.first,
            let specification = NetworkSpecification(first, catalog: loader.catalog, diagnostics: Diagnostics()),
            let inspection = try? loader.inspect(specification.data, from: DataLocations(environment))
        else { return [] }
        var facts = [(title: "data", text: inspection.description)]
        if !inspection.isExact {
            facts.append((title: "", text: "not on this machine; the published counts are shown"))
        }
        guard let plan = specification.plan(inspection.size, trainingRows: inspection.counts.train) else {
            return facts
        }
        // Where the data itself is searched, each trial has its own; looking at all of it may take long.
        let plans =
            [plan]
            + descriptions.dropFirst().filter { $0["data"] == first["data"] }.compactMap { description in
                NetworkSpecification(description, catalog: loader.catalog, diagnostics: Diagnostics())?
                    .plan(inspection.size, trainingRows: inspection.counts.train)
            }
        facts.append(
            (
                title: "learnt values",
                text: "\(plan.parameterCount)"
                    + Self.range(plans.map(\.parameterCount)) { "; over the trials \($0) to \($1)" }
            ))
        let forward = plans.map(\.forwardOperations).max() ?? 0
        let training = plans.map(\.trainingOperations).max() ?? 0
        facts.append(
            (
                title: "operations",
                text: "\(Self.operations(plan.forwardOperations)) forward, "
                    + "\(Self.operations(plan.trainingOperations)) training, per example"
                    + Self.range(plans.map(\.trainingOperations)) { _, _ in
                        "; over the trials up to \(Self.operations(forward)) and \(Self.operations(training))"
                    }
            ))
        facts.append(
            (
                title: "memory per run",
                text: "\(Self.mebibytes(plan.memoryBytes)) MiB"
                    + Self.range(plans.map { Self.mebibytes($0.memoryBytes) }) {
                        "; over the trials \($0) to \($1) MiB"
                    }
            ))
        return facts
    }

    /// What is said of a number that varies; nothing for one that does not.
    private static func range(_ values: [Int], _ text: (Int, Int) -> String) -> String {
        guard let least = values.min(), let most = values.max(), least < most else { return "" }
        return text(least, most)
    }

    private static func mebibytes(_ bytes: Int) -> Int { (bytes + (1 << 20) - 1) >> 20 }

    /// `5.1 MFLOP`, `195 kFLOP`: four digits at most.
    private static func operations(_ count: Int) -> String {
        var value = Double(count)
        var units = ["FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP"][...]
        while value >= 999.5, units.count > 1 {
            value /= 1000
            units = units.dropFirst()
        }
        let digits = value < 99.95 && count >= 1000 ? "\((value * 10).rounded() / 10)" : "\(Int(value.rounded()))"
        return "\(digits) \(units.first ?? "")"
    }
}
