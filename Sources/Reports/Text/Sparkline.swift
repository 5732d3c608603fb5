/// A few values as a row of blocks, the lowest and the highest at the ends of the scale.
public enum Sparkline {
    private static let blocks = Array("▁▂▃▄▅▆▇█")

    /// The last `width` values; what is not finite is left out.
    public static func text(_ values: [Double], width: Int) -> String {
        let shown = values.filter(\.isFinite).suffix(width)
        guard let low = shown.min(), let high = shown.max() else { return "" }
        return String(
            shown.map { value in
                let share = high > low ? (value - low) / (high - low) : 0.5
                return blocks[min(blocks.count - 1, Int(share * Double(blocks.count)))]
            })
    }
}
