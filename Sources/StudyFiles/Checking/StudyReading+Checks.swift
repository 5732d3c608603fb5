import StudyCore

extension StudyReading {
    private static let greatestSubstitutions = 200_000

    /// The method's sampler; nil, with a diagnostic, when the problem cannot be searched that way.
    /// - Parameter spaceIsSound: false where parameters are missing from the problem because they are wrong; then only
    ///   what they cannot be the cause of is told.
    func makeSampler(_ sections: Sections, _ problem: SearchProblem, spaceIsSound: Bool) -> (any Sampler)? {
        guard let search = sections.search else { return nil }
        do {
            return try search.method.make(problem)
        } catch let error as SearchError {
            switch error {
            case .trialsMissing, .notEnumerable, .tooManyCombinations: break
            default: guard spaceIsSound, diagnostics.isEmpty else { return nil }
            }
            report(error.diagnostic, at: search.methodPosition)
            if case .notEnumerable = error { reportNotEnumerable(problem.space) }
        } catch {
            if diagnostics.isEmpty {
                diagnostics.report(
                    "method '\(search.method.name)' cannot search this study (\(error))", at: search.methodPosition)
            }
        }
        return nil
    }

    /// The method stops at the first parameter that it cannot enumerate; here are all.
    private func reportNotEnumerable(_ space: SearchSpace) {
        for parameter in space.parameters where parameter.distribution.enumeratedCount == nil {
            let error = SearchError.notEnumerable(
                parameter: parameter.name, keyword: parameter.distribution.keyword, position: parameter.position)
            diagnostics.report(error.diagnostic)
        }
    }

    /// Looks at the trial's description with values in it.
    /// - Parameter listed: the configurations of a list; nil for other methods.
    func checkLanding(
        _ check: LandingCheck, _ references: ReferenceCheck, _ listed: [ConfigurationsReader.Placed]?,
        _ sampler: (any Sampler)?
    ) {
        var check = check
        guard let listed else {
            let isSmall = source.text.utf8.count < 1 << 16
            let configurations = check.configurations(sampler, smallFile: isSmall)
            // What a file of sensible size never meets: so many references that every probe takes long.
            let affordable = max(2, Self.greatestSubstitutions / max(1, references.inDescription.count))
            for configuration in configurations.prefix(affordable) { check.check(configuration) }
            return
        }
        for item in listed {
            let missing = references.met(by: item.configuration).filter {
                check.space[$0.name] != nil && item.configuration[$0.name] == nil
            }
            for reference in missing {
                let place = reference.position.map { " at \($0.line):\($0.column)" } ?? ""
                diagnostics.report(
                    "leaves out '\(reference.name)', which the trial uses\(place)",
                    subject: "configuration \(item.number)", at: item.node.position, suggestion: "give it a value")
            }
            if missing.isEmpty { check.check(item.configuration) }
        }
    }
}
