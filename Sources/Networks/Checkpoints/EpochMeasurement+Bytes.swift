extension EpochMeasurement {
    /// - Parameter withExamples: whether it is told of each example if it was right.
    func write(to writer: inout ByteWriter, withExamples: Bool) {
        writer.write(epoch)
        writer.write(trainingLoss)
        writer.write(trainingAccuracy) { $0.write($1) }
        for evaluation in [fullTraining, validation, test] {
            writer.write(evaluation) { $1.write(to: &$0, withExamples: withExamples) }
        }
        writer.write(gradientNorms)
        writer.write(seconds)
        writer.write(isDiverged)
    }

    init(from reader: inout ByteReader) throws(UnreadableBytes) {
        self.init(
            epoch: try reader.read(), trainingLoss: try reader.read(),
            trainingAccuracy: try reader.readOptional(Double.init(from:)),
            fullTraining: try reader.readOptional(Evaluation.init(from:)),
            validation: try reader.readOptional(Evaluation.init(from:)),
            test: try reader.readOptional(Evaluation.init(from:)),
            gradientNorms: try reader.read(), seconds: try reader.read(), isDiverged: try reader.read())
    }
}

extension Evaluation {
    fileprivate func write(to writer: inout ByteWriter, withExamples: Bool) {
        writer.write(loss)
        writer.write(accuracy) { $0.write($1) }
        writer.write(r2) { $0.write($1) }
        writer.write(withExamples ? correct : [])
    }

    fileprivate init(from reader: inout ByteReader) throws(UnreadableBytes) {
        self.init(
            loss: try reader.read(), accuracy: try reader.readOptional(Double.init(from:)),
            r2: try reader.readOptional(Double.init(from:)), correct: try reader.read())
    }
}
