import StudyCore

/// Where two trees differ in what they hold.
enum NodeDifference {
    /// One sentence for each place, `trial.network.epochs 10 → 20`; the order of keys means nothing, and 1 and 1.0 are
    /// the same.
    static func changes(_ old: Node, _ new: Node, path: String) -> [String] {
        if let before = old.mapValue, let after = new.mapValue {
            let removed = before.filter { entry in new[entry.key] == nil && !entry.value.isNull }
            let added = after.filter { entry in old[entry.key] == nil && !entry.value.isNull }
            return before.flatMap { entry in
                new[entry.key].map { changes(entry.value, $0, path: "\(path).\(entry.key)") } ?? []
            } + removed.map { "\(path).\($0.key) is gone" } + added.map { "\(path).\($0.key) is new" }
        }
        if let before = old.listValue, let after = new.listValue, before.count == after.count {
            return zip(before, after).enumerated().flatMap { index, pair in
                changes(pair.0, pair.1, path: "\(path)[\(index + 1)]")
            }
        }
        if let before = Scalar(old), let after = Scalar(new), before.matches(after) { return [] }
        return ["\(path) \(Node.cut(old)) → \(Node.cut(new))"]
    }
}

extension Node {
    fileprivate static func cut(_ node: Node) -> String {
        let text = node.json
        return text.count > 60 ? String(text.prefix(57)) + "…" : text
    }
}
