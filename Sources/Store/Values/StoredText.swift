extension String {
    /// The text without the NUL characters at which SQLite's C interface would cut it; U+2400 stands in their place.
    var storable: String {
        utf8.contains(0) ? String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\0" ? "\u{2400}" : $0 })) : self
    }
}
