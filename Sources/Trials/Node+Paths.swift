import Foundation
import StudyCore

extension Node {
    /// The description with the path of its `data: {csv: …}` made absolute.
    func resolvingTable(in environment: TrialEnvironment) -> Node {
        replacing("data") { data in
            data.replacing("csv") { path in
                guard let text = path.textValue, !text.hasPrefix("/") else { return path }
                return .text(URL(fileURLWithPath: environment.directory).appendingPathComponent(text).standardized.path)
            }
        }
    }

    /// The map with the value under `key` changed; any other node as it is.
    private func replacing(_ key: String, _ change: (Node) -> Node) -> Node {
        guard case .map(var entries) = content, let place = entries.firstIndex(where: { $0.key == key }) else {
            return self
        }
        entries[place].value = change(entries[place].value)
        var changed = self
        changed.content = .map(entries)
        return changed
    }
}
