import Datasets

/// Where the names of an expression come from that are neither learnt nor defined.
enum ExpressionData: Hashable, Sendable {
    case none
    /// Rows of random numbers, drawn once by each run.
    case generated(rows: Int, columns: [GeneratedColumn])
    case gaussianClasses(GaussianClasses)
    /// Columns of a CSV file, with the names they go by.
    case table(NumberTable.Request, names: [String])

    struct GeneratedColumn: Hashable, Sendable {
        let name: String
        let distribution: RandomNumber
    }

    var names: [String] {
        switch self {
        case .none: []
        case .generated(_, let columns): columns.map(\.name)
        case .gaussianClasses(let classes): classes.dimensions + [classes.label]
        case .table(_, let names): names
        }
    }

    /// How many rows there are; nil for a file, which has to be read for that. Without data there is one row, with
    /// nothing in it.
    var rows: Int? {
        switch self {
        case .none: 1
        case .generated(let rows, _): rows
        case .gaussianClasses(let classes): classes.samples * classes.classes.count
        case .table: nil
        }
    }
}

/// Classes of points, normally distributed in every dimension. Samples of all classes are drawn once by each run; a row
/// of a batch is a sample of a class, both drawn evenly.
struct GaussianClasses: Hashable, Sendable {
    struct Class: Hashable, Sendable {
        /// One for each dimension.
        let means: [Double]
        let deviations: [Double]
    }

    let dimensions: [String]
    /// The name of the class's number: 0, 1, …
    let label: String
    let classes: [Class]
    /// Of each class.
    let samples: Int
    /// Whether each batch is divided by its largest entry.
    let dividesByMaximum: Bool
}
