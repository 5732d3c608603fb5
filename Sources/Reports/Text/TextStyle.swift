/// Where a text will be shown.
public struct TextStyle: Hashable, Sendable {
    /// Columns of the terminal.
    public let width: Int
    /// Whether ANSI colours may be used.
    public let isColoured: Bool
    /// Whether curves are drawn, of blocks and braille dots: where a person looks on, not where a program reads.
    public let drawsCurves: Bool

    public init(width: Int = 100, isColoured: Bool = false, drawsCurves: Bool = false) {
        self.width = width
        self.isColoured = isColoured
        self.drawsCurves = drawsCurves
    }

    /// ANSI "select graphic rendition" codes.
    public enum Colour: String {
        case bold = "1"
        case faint = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    /// The text in a colour, where colours may be used.
    public func paint(_ text: String, _ colour: Colour) -> String {
        isColoured && !text.isEmpty ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }
}
