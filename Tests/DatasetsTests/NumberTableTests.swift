import Foundation
import Testing

@testable import Datasets

@Suite("Columns of numbers from a CSV file")
struct NumberTableTests {
    private func read(
        _ text: String, _ columns: [CSVOptions.Column], header: Bool = true, separator: Character = ","
    ) throws -> NumberTable {
        let file = FileManager.default.temporaryDirectory.appending(path: "numbers-\(UUID().uuidString).csv")
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        return try NumberTable(
            NumberTable.Request(path: file.path, columns: columns, hasHeader: header, separator: separator),
            from: DataLocations(base: "/"))
    }

    private func sentence(_ text: String, _ columns: [CSVOptions.Column]) -> String? {
        do {
            _ = try read(text, columns)
            return nil
        } catch let error as DatasetError {
            guard case .csv(_, let fault) = error else { return "\(error)" }
            return fault.description
        } catch {
            return "\(error)"
        }
    }

    @Test("columns come in the order asked for, in double precision; others may hold anything")
    func columns() throws {
        let table = try read("a,b,c\n1,text,0.1\n2,,1e300\n", [.name("c"), .index(1), .index(-1)])
        #expect(table.columns == [[0.1, 1e300], [1, 2], [0.1, 1e300]])
        #expect(table.rows == 2)
        #expect(table.checksum.count == 64)
        #expect(try read("1;2\n3;4\n", [.index(2)], header: false, separator: ";").columns == [[2, 4]])
    }

    @Test("what is wrong is told with its place")
    func mistakes() {
        #expect(
            sentence("first,second\n1,2\n", [.name("frist")])
                == "there is no column 'frist'; did you mean 'first'? (columns: first, second)")
        #expect(
            sentence("a,b\n1,2\n", [.index(3)])
                == "there is no column 3: the columns count from 1 to 2, or from -1 backwards")
        #expect(sentence("a,b\n1,x\n", [.name("b")]) == "row 2, column 2 ('b'): 'x' is not a number")
        #expect(sentence("a,b\n1,\n", [.name("b")]) == "row 2, column 2 ('b'): is empty")
        #expect(sentence("a,b\n1\n", [.name("a")]) == "row 2: 1 field where 2 are expected")
        #expect(sentence("a,b\n", [.name("a")]) == "has a header but no rows")
        #expect(sentence("", [.name("a")]) == "is empty")
        #expect(
            sentence("a,b\n1,1e999\n", [.name("b")]) == "row 2, column 2 ('b'): 1e999 is too large for a 64-bit number")
    }
}
