/// How many rows a run trains, validates and tests on. The parts never overlap: the first `train` rows of the training
/// part, its last `validation` rows, and the first `test` rows of the held-out part.
public struct SplitCounts: Hashable, Sendable {
    public let train: Int
    public let validation: Int
    public let test: Int

    /// - Parameters:
    ///   - trainingRows, heldOutRows: what the data set has.
    ///   - defaultValidation: rows to validate on where nothing is said.
    init(
        _ request: DataRequest, trainingRows: Int, heldOutRows: Int, defaultValidation: Int
    ) throws(DatasetError) {
        let limits = [
            ("train", request.train, 1, trainingRows), ("validation", request.validation, 0, trainingRows),
            ("test", request.test, 0, heldOutRows),
        ]
        for (key, value, minimum, available) in limits {
            guard let value else { continue }
            guard value >= minimum else {
                throw .counts(.belowMinimum(key: key, value: value, minimum: minimum))
            }
            guard value <= available else { throw .counts(.tooMany(key: key, asked: value, available: available)) }
        }
        validation = request.validation ?? defaultValidation
        train = request.train ?? (trainingRows - validation)
        test = request.test ?? heldOutRows
        guard train >= 1 else { throw .counts(.nothingToTrain(rows: trainingRows, validation: validation)) }
        guard train + validation <= trainingRows else {
            throw .counts(
                .overlap(
                    train: train, validation: validation, rows: trainingRows,
                    validationIsDefault: request.validation == nil))
        }
    }
}
