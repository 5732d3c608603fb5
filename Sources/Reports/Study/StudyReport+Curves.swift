extension StudyReport {
    private static let curveWidth = 12

    /// A small curve for each trial that has one; nil where none has.
    func curveColumn(_ trials: ArraySlice<RankedTrial>) -> TableColumn? {
        let cells = trials.map { ranked in
            sparklines[ranked.trial.number].map { values in
                let thinned = EvenSample.indices(of: values.count, atMost: Self.curveWidth).map { values[$0] }
                return Sparkline.text(thinned, width: Self.curveWidth)
            } ?? ""
        }
        guard cells.contains(where: { !$0.isEmpty }) else { return nil }
        return TableColumn(title: "curve", isRightAligned: false, priority: 65, cells: cells)
    }
}
