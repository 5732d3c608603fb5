import Foundation
import GRDB
import StudyCore

extension TreeScan {
    func contents(_ name: String) -> TableContents {
        tables[name] ?? TableContents(TableShape(name: name, hasRowids: false, isIndex: false, columns: []))
    }

    var shapes: [String: TableShape] { tables.mapValues(\.shape) }

    /// All rows of a table that belong to a study; its first column, or its row number, names that.
    func rows(_ name: String, of study: Int64) -> [StoredRow] {
        contents(name).stretches.flatMap(\.entries).filter { $0.key.study == study }.compactMap(row)
    }

    /// The trials of a study whose configurations are what was once stored, by number.
    func trials(of study: Int64, parameters: Set<String>) -> [Int: StoredRow] {
        let shape = contents("trial").shape
        let (number, text, hash) = (shape.column("number"), shape.column("configuration"), shape.column("hash"))
        var trials: [Int: StoredRow] = [:]
        for row in rows("trial", of: study) {
            guard let number = row.integer(number), (0...Int64(Int32.max)).contains(number),
                let text = row.text(text), row.blob(hash) == ConfigurationText.hash(text),
                let configuration = (try? Node(json: text)).flatMap({ Configuration($0) }),
                configuration.values.allSatisfy({ parameters.contains($0.name) }), trials[Int(number)] == nil
            else { continue }
            trials[Int(number)] = row
        }
        return trials
    }

    /// The runs of a study that can be what was once stored.
    func runs(of study: Int64, seed: UInt64) -> [RowKey: StoredRow] {
        let shape = contents("run").shape
        var runs: [RowKey: StoredRow] = [:]
        for entry in contents("run").stretches.flatMap(\.entries) where entry.key.study == study {
            guard let row = row(entry), SalvagedRun.isSound(row, shape, studySeed: seed) else { continue }
            // The fourth column is the seed: the key of a run is the first three.
            if runs[entry.key.run] == nil { runs[entry.key.run] = row }
        }
        return runs
    }
}
