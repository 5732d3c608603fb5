import Networks
import StudyCore

/// Reads `report` and `early_stopping`.
enum SelectionReader {
    static func read(_ map: MapReader) -> Selection? {
        let diagnostics = map.diagnostics
        let before = diagnostics.all.count
        var selection = Selection()
        let report = map.take("report")?
            .option("report", known: ["last_epoch", "best_epoch"], diagnostics: diagnostics)
        if report == "best_epoch" { selection.reportedEpoch = .best }
        if let node = map.take("early_stopping"),
            let stopping = MapReader(node, title: "'early_stopping'", diagnostics: diagnostics)
        {
            if let patience = stopping.require("patience")?
                .integer(named: "patience", in: 1...1_000_000, diagnostics: diagnostics)
            {
                selection.earlyStopping = EarlyStopping(patience: patience)
            }
            selection.metric = stopping.take("metric")?
                .option("metric", known: SelectionMetric.allCases.map(\.rawValue), diagnostics: diagnostics)
                .flatMap(SelectionMetric.init(rawValue:))
            stopping.finish()
        }
        return diagnostics.all.count == before ? selection : nil
    }
}
