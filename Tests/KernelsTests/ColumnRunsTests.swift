import Kernels
import Testing

@Suite("Runs of columns that are not zero")
struct ColumnRunsTests {
    /// The packed form of a matrix, and the columns that it holds; nil where no columns are left out.
    static func packed(_ matrix: [Float], rows: Int) -> (values: [Float], columns: Int)? {
        let columns = matrix.count / rows
        var storage = [Int32](repeating: -1, count: ColumnRuns.storageCount(columns: columns))
        var scratch = [Float](repeating: 0, count: columns)
        return storage.withUnsafeMutableBufferPointer { storage in
            let runs = ColumnRuns(storage: storage.baseAddress!)
            guard runs.find(in: matrix, rows: rows, columns: columns, scratch: &scratch) else {
                #expect(runs.columns == 0)
                return nil
            }
            var values = [Float](repeating: .nan, count: rows * runs.columns)
            runs.pack(matrix, rows: rows, columns: columns, into: &values)
            return (values, runs.columns)
        }
    }

    @Test("columns that are zero in every row are left out, but for narrow gaps")
    func packing() throws {
        // Columns 4 and 5 are a gap too narrow; 9 to 15 are left out, and the first one.
        let rows: [[Float]] = [
            [0, 1, 2, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 5],
            [0, 0, 0, 6, 0, 0, 7, 0, -8, 0, 0, 0, 0, 0, 0, 0, 0],
        ]
        let packed = try #require(Self.packed(rows.flatMap { $0 }, rows: 2))
        #expect(packed.columns == 9)
        #expect(packed.values == [1, 2, 0, 0, 0, 3, 4, 0, 5, 0, 0, 6, 0, 0, 7, 0, -8, 0])
    }

    @Test("the columns come back to their places")
    func unpacking() throws {
        var matrix = [Float](repeating: 0, count: 40)
        for column in [3, 17, 18, 39] { matrix[column] = Float(column) }
        var storage = [Int32](repeating: 0, count: ColumnRuns.storageCount(columns: 40))
        var scratch = [Float](repeating: 0, count: 40)
        storage.withUnsafeMutableBufferPointer { storage in
            let runs = ColumnRuns(storage: storage.baseAddress!)
            #expect(runs.find(in: matrix, rows: 1, columns: 40, scratch: &scratch))
            var values = [Float](repeating: .nan, count: runs.columns)
            runs.pack(matrix, rows: 1, columns: 40, into: &values)
            #expect(values == [3, 17, 18, 39])
            var row = [Float](repeating: -1, count: 40)
            runs.unpack(values, into: &row)
            #expect(row.indices.filter { row[$0] != -1 } == [3, 17, 18, 39])
            #expect(row[17] == 17)
        }
    }

    @Test("a matrix with few empty columns is left as it is, also where its first rows were emptier")
    func fewEmpty() {
        var matrix = [Float](repeating: 0, count: 20 * 16)
        for row in 0..<20 { matrix[row * 16] = 1 }
        #expect(Self.packed(matrix, rows: 20)?.columns == 1)
        for column in 0..<15 { matrix[12 * 16 + column] = .nan }
        #expect(Self.packed(matrix, rows: 20) == nil)
    }

    @Test("a matrix of zeros, and one of a single column, are left as they are")
    func nothing() {
        #expect(Self.packed([Float](repeating: 0, count: 24), rows: 3) == nil)
        #expect(Self.packed([1, 0, 2], rows: 3) == nil)
    }
}
