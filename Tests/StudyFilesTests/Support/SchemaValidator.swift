import StudyCore

/// Holds a tree against a JSON Schema (draft 7): the keywords that docs/study.schema.json uses, and no others.
struct SchemaValidator {
    let root: Node

    private static let annotations: Set<String> = ["$schema", "title", "description", "default", "definitions"]

    /// What does not fit, each with its path; empty when all does.
    func problems(_ node: Node) -> [String] { problems(node, root, "") }

    private func problems(_ node: Node, _ schema: Node, _ path: String) -> [String] {
        (schema.mapValue ?? []).flatMap { keyword in check(node, keyword.key, keyword.value, schema, path) }
    }

    private func fits(_ node: Node, _ schema: Node) -> Bool { problems(node, schema, "").isEmpty }

    private func check(_ node: Node, _ keyword: String, _ value: Node, _ schema: Node, _ path: String) -> [String] {
        func require(_ holds: Bool, _ sentence: @autoclosure () -> String) -> [String] {
            holds ? [] : ["\(path): \(sentence())"]
        }
        let list = node.listValue
        let map = node.mapValue
        switch keyword {
        case _ where Self.annotations.contains(keyword): return []
        case "$ref": return problems(node, resolve(value.textValue ?? ""), path)
        case "type":
            let types = value.listValue?.compactMap(\.textValue) ?? [value.textValue ?? ""]
            return require(types.contains { Self.isType(node, $0) }, "is no \(types.joined(separator: " or "))")
        case "enum": return require((value.listValue ?? []).contains { $0.holdsSame(as: node) }, "is none of the words")
        case "const": return require(value.holdsSame(as: node), "is not \(value.json)")
        case "minimum": return compare(node, value, path, ">=", >=)
        case "maximum": return compare(node, value, path, "<=", <=)
        case "exclusiveMinimum": return compare(node, value, path, ">", >)
        case "exclusiveMaximum": return compare(node, value, path, "<", <)
        case "minLength": return require(node.textValue.map { $0.count >= integer(value) } ?? true, "is too short")
        case "maxLength": return require(node.textValue.map { $0.count <= integer(value) } ?? true, "is too long")
        case "pattern":
            guard let text = node.textValue, let regex = try? Regex(value.textValue ?? "(") else {
                return require(node.textValue == nil, "pattern cannot be read")
            }
            return require(text.firstMatch(of: regex) != nil, "does not match \(value.json)")
        case "minItems": return require(list.map { $0.count >= integer(value) } ?? true, "has too few items")
        case "maxItems": return require(list.map { $0.count <= integer(value) } ?? true, "has too many items")
        case "items":
            return (list ?? []).enumerated().flatMap { problems($0.element, value, "\(path)[\($0.offset)]") }
        case "minProperties": return require(map.map { $0.count >= integer(value) } ?? true, "has too few keys")
        case "maxProperties": return require(map.map { $0.count <= integer(value) } ?? true, "has too many keys")
        case "required":
            guard map != nil else { return [] }
            return (value.listValue ?? []).compactMap(\.textValue).flatMap { key in
                require(node[key] != nil, "lacks '\(key)'")
            }
        case "properties":
            return (map ?? []).flatMap { entry in
                value[entry.key].map { problems(entry.value, $0, "\(path).\(entry.key)") } ?? []
            }
        case "additionalProperties":
            let known = Set((schema["properties"]?.mapValue ?? []).map(\.key))
            return (map ?? []).filter { !known.contains($0.key) }.flatMap { entry in
                value.booleanValue == false
                    ? ["\(path): unknown key '\(entry.key)'"] : problems(entry.value, value, "\(path).\(entry.key)")
            }
        case "dependencies":
            return (value.mapValue ?? []).flatMap { node[$0.key] == nil ? [] : problems(node, $0.value, path) }
        case "anyOf": return require((value.listValue ?? []).contains { fits(node, $0) }, "fits none of the forms")
        case "oneOf":
            return require((value.listValue ?? []).count { fits(node, $0) } == 1, "does not fit exactly one form")
        case "not": return require(!fits(node, value), "is what it must not be")
        default: return ["the validator does not know '\(keyword)'"]
        }
    }

    private func resolve(_ reference: String) -> Node {
        reference.split(separator: "/").dropFirst().reduce(root) { node, key in
            node[String(key)] ?? Node.map([("unresolvable", .text(reference))])
        }
    }

    private func integer(_ node: Node) -> Int { node.integerValue ?? 0 }

    private func compare(
        _ node: Node, _ bound: Node, _ path: String, _ sign: String, _ holds: (Double, Double) -> Bool
    ) -> [String] {
        guard let value = node.numberValue, let limit = bound.numberValue else { return [] }
        return holds(value, limit) ? [] : ["\(path): is not \(sign) \(bound.json)"]
    }

    private static func isType(_ node: Node, _ type: String) -> Bool {
        switch (type, node.content) {
        case ("null", .null), ("boolean", .boolean), ("string", .text), ("array", .list), ("object", .map),
            ("integer", .integer), ("number", .integer), ("number", .real):
            true
        case ("integer", .real(let value)): value == value.rounded()
        default: false
        }
    }
}
