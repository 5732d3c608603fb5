import StudyCore

extension StudyReport {
    /// The report as Markdown.
    /// - Parameters:
    ///   - top: how many trials to show; all where nil.
    ///   - pictures: nil where none were asked for: the report then has no part that tells where it comes from.
    public func markdown(
        top: Int? = nil, pictures: [LinkedPicture]? = nil, layout: MarkdownLayout = MarkdownLayout()
    ) -> String {
        let parts = layout.parts ?? (pictures == nil ? ReportPart.usual : Set(ReportPart.allCases))
        let trials = shown(top)
        // Each ends with a line break, and an empty line stands between them.
        var blocks: [String] = []
        for part in ReportPart.allCases where parts.contains(part) {
            switch part {
            case .title: blocks.append(layout.heading("Study \(MarkdownText.escaped(study.name))", 0))
            case .facts: blocks += factBlocks
            case .table: if !trials.isEmpty { blocks.append(MarkdownText.table(columns(trials))) }
            case .notes: blocks.append(MarkdownText.list(notes(shown: trials.count)))
            case .importance:
                if let importanceSentence { blocks.append("\(MarkdownText.escaped(importanceSentence))\n") }
                if let importanceColumns { blocks.append(MarkdownText.table(importanceColumns)) }
            case .failures:
                let failures = failureLines
                guard !failures.isEmpty else { continue }
                blocks += ["\(MarkdownText.escaped(failureTitle))\n", MarkdownText.list(failures)]
            case .pictures: blocks += Self.blocks(pictures ?? [], layout)
            case .provenance:
                let lines = provenance.map { "\($0.name): \($0.value)" }
                blocks += [layout.heading("Provenance", 1), MarkdownText.list(lines)]
            case .file:
                guard !study.text.isEmpty else { continue }
                blocks += [layout.heading("The study file", 1), MarkdownText.block(study.text, language: "yaml")]
            }
        }
        return blocks.joined(separator: "\n")
    }

    private var factBlocks: [String] {
        let facts = ["State: \(study.state.rawValue)", countsSentence, "Objective: \(objectiveSentence)"]
        let data = dataSentences.map { "Data: \($0)" }
        let list = MarkdownText.list(facts + data + [costSentence].compactMap { $0 })
        return (study.description.map { ["\(MarkdownText.escaped($0))\n"] } ?? []) + [list]
    }

    private static func blocks(_ pictures: [LinkedPicture], _ layout: MarkdownLayout) -> [String] {
        guard !pictures.isEmpty else { return [] }
        return [layout.heading("Pictures", 1)]
            + pictures.flatMap { linked in
                let path = MarkdownText.destination(linked.path)
                let title = linked.picture.kind.title
                // A specification is no image: it can only be linked to.
                let link =
                    linked.path.hasSuffix(".json") ? "[\(title) (Vega-Lite)](\(path))" : "![\(title)](\(path))"
                return [
                    layout.heading(title, 2), "\(link)\n", "\(MarkdownText.escaped(linked.picture.summary))\n",
                ]
            }
    }
}
