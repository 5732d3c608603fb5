/// The candidate that `name` was probably meant to be, or nil when none is near.
///
/// Nearness is the Damerau–Levenshtein distance (optimal string alignment), ignoring case; up to a third of the
/// name's length, at least one and at most three edits.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let wanted = Array(name.lowercased())
    guard wanted.count <= 200 else { return nil }
    let allowed = max(1, min(3, wanted.count / 3))
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != name {
        let letters = Array(candidate.lowercased())
        let distance = editDistance(wanted, letters)
        // Two names of one letter have nothing in common.
        if distance <= allowed, distance < max(wanted.count, letters.count), distance < best?.distance ?? .max {
            best = (distance, candidate)
        }
    }
    return best?.name
}

/// `did you mean 'x'?` when a candidate is near, else the list of what there is.
public func nameSuggestion(for name: String, among candidates: [String]) -> String? {
    if let nearest = nearestName(to: name, among: candidates) { return "did you mean '\(nearest)'?" }
    guard !candidates.isEmpty else { return nil }
    return "known here: " + candidates.joined(separator: ", ")
}

private func editDistance(_ first: [Character], _ second: [Character]) -> Int {
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    for row in 1...first.count {
        var current = [row] + [Int](repeating: 0, count: second.count)
        for column in 1...second.count {
            let substitution = last[column - 1] + (first[row - 1] == second[column - 1] ? 0 : 1)
            current[column] = min(last[column] + 1, current[column - 1] + 1, substitution)
            if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
                current[column] = min(current[column], beforeLast[column - 2] + 1)
            }
        }
        (beforeLast, last) = (last, current)
    }
    return last[second.count]
}
