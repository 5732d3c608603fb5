import StudyCore

extension ExpressionDataReader {
    /// Reads `gaussian_classes`.
    func gaussianClasses(_ node: Node) -> GaussianClasses? {
        guard let map = MapReader(node, title: "'gaussian_classes'", diagnostics: diagnostics) else { return nil }
        let dimensions = map.require("dimensions").flatMap(readDimensions)
        let label = map.require("label").flatMap(readLabel)
        let samples = map.require("samples")
            .flatMap { $0.integer(named: "samples", in: 1...Self.greatestCount, diagnostics: diagnostics) }
        let list = map.require("classes").flatMap { $0.list(named: "classes", diagnostics: diagnostics) }
        let divides = map.boolean("divide_by_maximum") ?? false
        map.finish()
        if let list, list.count < 2 {
            diagnostics.report(
                "needs at least two classes (got \(list.count))", subject: "classes",
                at: map.take("classes")?.position)
        }
        guard let dimensions else { return nil }
        let classes = list?.compactMap { readClass($0, dimensions.count) } ?? []
        if let label, dimensions.contains(label) {
            diagnostics.report(
                "stands under 'dimensions' and as 'label'", subject: label, at: map.take("label")?.position,
                suggestion: "rename one of the two")
        }
        guard let label, let samples, let list, classes.count == list.count, classes.count > 1,
            !dimensions.contains(label)
        else { return nil }
        return GaussianClasses(
            dimensions: dimensions, label: label, classes: classes, samples: samples, dividesByMaximum: divides)
    }

    private func readDimensions(_ node: Node) -> [String]? {
        guard let list = node.list(named: "dimensions", diagnostics: diagnostics) else { return nil }
        var names: [String] = []
        for item in list {
            guard let name = item.text(named: "dimensions", diagnostics: diagnostics),
                ExpressionName.check(name, at: item.position, diagnostics)
            else { return nil }
            if names.contains(name) {
                diagnostics.report(
                    "'\(name)' stands twice", subject: "dimensions", at: item.position, suggestion: "keep one")
                return nil
            }
            names.append(name)
        }
        if names.isEmpty {
            diagnostics.report(
                "needs at least one name", subject: "dimensions", at: node.position,
                suggestion: "write dimensions: [x, y]")
            return nil
        }
        return names
    }

    private func readLabel(_ node: Node) -> String? {
        guard let name = node.text(named: "label", diagnostics: diagnostics),
            ExpressionName.check(name, at: node.position, diagnostics)
        else { return nil }
        return name
    }

    private func readClass(_ node: Node, _ count: Int) -> GaussianClasses.Class? {
        guard let map = MapReader(node, title: "a class", diagnostics: diagnostics) else { return nil }
        let means = map.require("mean").flatMap { readNumbers($0, "mean", .finite, count) }
        let deviations = map.require("sd").flatMap { readNumbers($0, "sd", .notNegative, count) }
        map.finish()
        guard let means, let deviations else { return nil }
        return GaussianClasses.Class(means: means, deviations: deviations)
    }

    /// One number for all dimensions, or a list with one for each.
    private func readNumbers(_ node: Node, _ name: String, _ bound: NumberBound, _ count: Int) -> [Double]? {
        guard let list = node.listValue else {
            return node.number(named: name, bound, diagnostics: diagnostics)
                .map { [Double](repeating: $0, count: count) }
        }
        guard list.count == count else {
            diagnostics.report(
                "needs one number for each of the \(count) dimensions (got \(list.count))", subject: name,
                at: node.position)
            return nil
        }
        let numbers = list.compactMap { $0.number(named: name, bound, diagnostics: diagnostics) }
        return numbers.count == count ? numbers : nil
    }
}
