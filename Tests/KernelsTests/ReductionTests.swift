import Foundation
import Kernels
import Testing

@Suite("Reductions, softmax and batch moments")
struct ReductionTests {
    @Test(
        "column sums are exact for whole numbers, whatever the number of rows",
        arguments: [1, 3, 4, 255, 256, 257, 1030])
    func columnSumming(rows: Int) {
        let columns = 5
        let matrix = (0..<rows * columns).map { Float($0 % 11) - 4 }
        var sums = [Float](repeating: .nan, count: columns)
        var scratch = sums
        columnSums(matrix, rows: rows, columns: columns, into: &sums, scratch: &scratch)
        for column in 0..<columns {
            #expect(sums[column] == (0..<rows).reduce(0) { $0 + matrix[$1 * columns + column] })
        }
    }

    @Test("a long column of equal small numbers sums without drift")
    func longColumns() {
        let rows = 60_000
        let matrix = [Float](repeating: 0.1, count: rows)
        var sums: [Float] = [0]
        var scratch: [Float] = [0]
        columnSums(matrix, rows: rows, columns: 1, into: &sums, scratch: &scratch)
        #expect(abs(sums[0] / 6000 - 1) < 5e-6)
    }

    @Test("softmax cross-entropy neither overflows nor loses a certain example")
    func extremes() {
        let logits: [Float] = [1000, 0, -1000, 0, 1000, 0]
        var gradient = [Float](repeating: .nan, count: 6)
        let sums = softmaxCrossEntropy(
            logits: logits, labels: [0, 2], rows: 2, classes: 3, gradient: &gradient, scale: 0.5)
        #expect(sums == ClassificationSums(loss: 1000, correct: 1))
        #expect(gradient == [0, 0, 0, 0, 0.5, -0.5])
    }

    @Test("of equal logits the first class is the prediction; one class alone costs nothing")
    func ties() {
        var correct: [UInt8] = [0, 0]
        var logits = [Float](repeating: 0, count: 20)
        let labels: [Int32] = [0, 1, 0, 0, 1, 1, 1, 0, 1, 0]
        let sums = softmaxCrossEntropy(
            overwritingLogits: &logits, labels: labels, rows: 10, classes: 2, correct: &correct, firstBit: 0)
        #expect(sums.correct == 5)
        #expect(abs(sums.loss - 10 * log(2)) < 1e-6)
        #expect(correct == [0b1000_1101, 0b0000_0010])
        var single: [Float] = [3]
        let one = softmaxCrossEntropy(
            overwritingLogits: &single, labels: [0], rows: 1, classes: 1, correct: &correct, firstBit: 12)
        #expect(one == ClassificationSums(loss: 0, correct: 1))
        #expect(correct[1] == 0b0001_0010)
    }

    @Test("logits that are not finite make a loss that is not finite, and no right answer")
    func notFinite() {
        var logits: [Float] = [.nan, .nan, .infinity, 0]
        var correct: [UInt8] = [0]
        let sums = softmaxCrossEntropy(
            overwritingLogits: &logits, labels: [0, 1], rows: 2, classes: 2, correct: &correct, firstBit: 0)
        #expect(!sums.loss.isFinite)
        #expect(sums.correct == 0)
    }

    @Test("moments of a column far from 0 do not cancel")
    func moments() {
        let rows = 1000
        let matrix = (0..<rows).map { 10_000 + Float($0 % 2) }
        var mean: [Float] = [0]
        var variance: [Float] = [0]
        var inverse: [Float] = [0]
        var scratch: [Float] = [0]
        batchMoments(
            matrix, rows: rows, columns: 1, epsilon: 0, mean: &mean, variance: &variance, inverseDeviation: &inverse,
            scratch: &scratch)
        #expect(mean == [10_000.5])
        #expect(variance == [0.25])
        #expect(inverse == [2])
    }
}
