/// Study files that run within seconds on the built-in digits.
enum SampleStudies {
    /// Random search; `trials` of `epochs` each.
    static func random(
        name: String = "sample", trials: Int = 6, repeats: Int = 1, epochs: Int = 2, seed: Int = 3, extra: String = ""
    ) -> String {
        """
        name: \(name)
        seed: \(seed)
        parameters:
          learning_rate: {log_uniform: [0.01, 0.5]}
          width: {values: [8, 16, 24]}
          batch_size: {values: [32, 64]}
        search: {method: random, trials: \(trials), repeats: \(repeats)}
        \(extra)
        trial:
          network:
            data: digits
            hidden: [$width]
            optimizer: {momentum: {learning_rate: $learning_rate, beta: 0.9}}
            batch_size: $batch_size
            epochs: \(epochs)

        """
    }

    /// A grid over widths; each value one trial.
    static func grid(name: String = "sample", widths: [Int], epochs: Int = 2) -> String {
        """
        name: \(name)
        parameters:
          width: \(widths)
        search: {method: grid}
        trial:
          network:
            data: digits
            hidden: [$width]
            optimizer: {sgd: {learning_rate: 0.1}}
            batch_size: 50
            epochs: \(epochs)

        """
    }
}
