/// A study that is tortured.
struct TortureStudy: Sendable {
    let name: String
    /// What it is here for, for the table.
    let note: String
    let text: String

    /// Every run may lose its worker as often as it likes: that three deaths on one run fail it is a rule of its own.
    private static let head = "limits: {retries: 100}\nsearch: "

    /// Short ones first. One that this version of the tool does not know a key of is left out, and said so.
    static let all: [TortureStudy] = [
        TortureStudy(
            name: "thousand", note: "1,000 trials that cost nothing",
            text: """
                name: thousand
                parameters: {power: {uniform: [1, 2]}, rate: {log_uniform: [0.01, 0.1]}}
                \(head){method: random, trials: 1000}
                trial:
                  expression:
                    minimize: (x^2)^$power
                    parameters: {x: 1}
                    optimizer: {sgd: {learning_rate: $rate}}
                    iterations: 1

                """),
        TortureStudy(
            name: "expressions", note: "expressions on generated rows, some of which diverge",
            text: """
                name: expressions
                parameters: {rate: [0.02, 0.1, 3, 1e9], momentum: {linspace: [0, 0.9, 4]}}
                \(head){method: grid, repeats: 3}
                trial:
                  expression:
                    data: {rows: 200, columns: {u: {normal: [1, 0.1]}, v: {uniform: [-1, 1]}}}
                    let: {residual: a*u + b*v - 2}
                    minimize: residual^2 + 0.01*exp(-a)
                    parameters: {a: {uniform: [-1, 1]}, b: 0.5}
                    optimizer: {momentum: {learning_rate: $rate, beta: $momentum}}
                    batch_size: 16
                    iterations: 1500
                    record_every: 25

                """),
        TortureStudy(
            name: "digits", note: "networks on the digits, runs of some 50 ms",
            text: """
                name: digits
                seed: 3
                parameters:
                  learning_rate: {log_uniform: [0.01, 0.5]}
                  width: {values: [16, 32]}
                \(head){method: random, trials: 15, repeats: 2}
                trial:
                  network:
                    data: digits
                    hidden: [$width]
                    optimizer: {momentum: {learning_rate: $learning_rate}}
                    batch_size: 32
                    epochs: 4

                """),
        TortureStudy(
            name: "images", note: "a convolutional network with normalization, dropout and the best epoch's figures",
            text: """
                name: images
                parameters:
                  channels: [2, 4]
                  algorithm:
                    variants:
                      adaptive: {adam: {learning_rate: $step}}
                      plain: {momentum: {learning_rate: 0.1, nesterov: true}}
                  step: [0.001, 0.01]
                \(head){method: grid, repeats: 2}
                trial:
                  network:
                    data: {name: digits, train: 600}
                    layers:
                      - conv: {channels: $channels, kernel: 3, padding: 1}
                      - batch_norm
                      - relu
                      - max_pool: 2
                      - dropout: 0.2
                      - dense: 10
                    optimizer: $algorithm
                    schedule: {cosine: {warm_up: 1}}
                    batch_size: 40
                    epochs: 5
                    report: best_epoch
                    track: [train_full, gradient_norms]

                """),
        long(name: "long", note: "runs of a second and more, many epochs", extra: ""),
        long(name: "checkpoints", note: "the same with a checkpoint at every epoch", extra: "checkpoint: 0s"),
    ]

    private static func long(name: String, note: String, extra: String) -> TortureStudy {
        TortureStudy(
            name: name, note: note,
            text: """
                name: \(name)
                seed: 7
                parameters:
                  learning_rate: {log_uniform: [0.005, 0.05]}
                  drop: [0, 0.1]
                \(head){method: random, trials: 4}
                trial:
                  network:
                    data: digits
                    hidden: [192, 96]
                    batch_norm: true
                    dropout: $drop
                    optimizer: {adam: {learning_rate: $learning_rate}}
                    schedule: {exponential: {factor: 0.9}}
                    batch_size: 24
                    epochs: 25
                    report: best_epoch
                    \(extra)

                """)
    }
}
