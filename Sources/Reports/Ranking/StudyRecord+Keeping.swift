import StudyCore

extension StudyRecord {
    /// The same study with the trials of these numbers alone.
    public func keeping(_ numbers: Set<Int>) -> StudyRecord {
        StudyRecord(
            name: name, description: description, seed: seed, state: state, objective: objective, text: text,
            directory: directory, toolVersion: toolVersion, created: created, elapsed: elapsed,
            trials: trials.filter { numbers.contains($0.number) }, provenance: provenance)
    }
}
