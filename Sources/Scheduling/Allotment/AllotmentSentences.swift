import StudyCore

/// Every sentence about workers and what they may use.
enum AllotmentSentences {
    static func sentence(_ error: WorkerAllotmentError) -> String {
        switch error {
        case .tooFewDevices(let needed, 0):
            "each run asks for \(count(needed, "GPU")) (resources.gpus), and there is none here; name them with --gpus "
                + "or HPSEARCH_GPUS, or take resources.gpus out of the file"
        case .tooFewDevices(let needed, let available):
            "each run asks for \(count(needed, "GPU")) (resources.gpus), and there \(available == 1 ? "is" : "are") "
                + "\(available) here; lower resources.gpus, or name more with --gpus or HPSEARCH_GPUS"
        case .tooManyWorkersForDevices(let workers, let needed, let available, let possible):
            "\(count(workers, "worker")) need \(count(workers * needed, "GPU")) (\(needed) for each run), and there "
                + "\(available == 1 ? "is" : "are") \(available) here; say --workers \(possible)"
        case .tooLittleMemory(let needed, let available, let key?):
            "each run asks for \(MemorySize.needed(needed)) of memory (\(key)), and there are "
                + "\(MemorySize.available(available)) here; lower it, or take a larger machine"
        case .tooLittleMemory(let needed, let available, nil):
            "a run needs \(MemorySize.needed(needed)) of memory, and there are \(MemorySize.available(available)) here; "
                + "make the trial smaller, or take a larger machine"
        case .tooManyWorkersForMemory(let workers, let needed, let available, let possible):
            "\(count(workers, "worker")) need \(MemorySize.needed(product(workers, needed))) of memory "
                + "(\(MemorySize.needed(needed)) for each run), and there are \(MemorySize.available(available)) here; "
                + "say --workers \(possible)"
        }
    }

    // Notices.
    static func fewerForMemory(_ workers: Int, insteadOf most: Int, _ needed: Int, of available: Int) -> String {
        "\(count(workers, "worker")) instead of \(most), since each run takes up to \(MemorySize.needed(needed)) of the "
            + "\(MemorySize.available(available)) of memory here"
    }

    static func fewerForDevices(_ workers: Int, insteadOf most: Int, _ needed: Int, of available: Int) -> String {
        "\(count(workers, "worker")) instead of \(most), since each run takes \(needed) of the "
            + "\(count(available, "GPU")) here"
    }

    static func fewCores(_ needed: Int, of available: Int) -> String {
        "warning: each run asks for \(count(needed, "core")) (resources.cores), and there "
            + "\(available == 1 ? "is" : "are") \(available) here; its threads will take turns"
    }

    private static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    private static func product(_ workers: Int, _ needed: Int) -> Int {
        let (product, overflow) = workers.multipliedReportingOverflow(by: needed)
        return overflow ? .max : product
    }
}
