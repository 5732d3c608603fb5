import StudyCore

/// A grid that counts its combinations.
struct FakeGrid: Sampler {
    let trialCount: Int
    let lag: Int? = nil
    let space: SearchSpace

    init(_ problem: SearchProblem) throws {
        space = problem.space
        for parameter in space.parameters where parameter.distribution.enumerated == nil {
            throw SearchError.notEnumerable(
                parameter: parameter.name, keyword: parameter.distribution.keyword, position: parameter.position)
        }
        var count = 0
        space.enumerate { _ in
            count += 1
            return count < 10_000
        }
        guard count > 0 else {
            throw SearchError.nothingAdmissible(
                constraint: space.constraints.first?.text, position: space.constraints.first?.position)
        }
        trialCount = count
    }

    func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) throws -> [Configuration] {
        var all: [Configuration] = []
        space.enumerate {
            all.append($0)
            return all.count < numbers.upperBound
        }
        return Array(all[numbers])
    }
}

/// Takes the quantiles in turn.
struct FakeRandom: Sampler {
    let trialCount: Int
    let lag: Int? = nil
    let space: SearchSpace

    init(_ problem: SearchProblem) throws {
        guard let trials = problem.trials else { throw SearchError.trialsMissing(method: "random") }
        space = problem.space
        trialCount = trials
    }

    func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) throws -> [Configuration] {
        numbers.map { number in
            let u = (Double(number) * 0.618).truncatingRemainder(dividingBy: 1)
            return space.configuration(
                fromAll: Dictionary(space.parameters.map { ($0.name, $0.distribution.value(atQuantile: u)) }) { $1 })
        }
    }
}

/// What the file lists.
struct FakeList: Sampler {
    let trialCount: Int
    let lag: Int? = nil
    let configurations: [Configuration]

    init(_ problem: SearchProblem) throws {
        configurations = problem.configurations
        trialCount = configurations.count
        if configurations.isEmpty { throw SearchError.empty(method: "list") }
    }

    func suggestions(for numbers: Range<Int>, history: [ObservedTrial]) throws -> [Configuration] {
        Array(configurations[numbers])
    }
}

let fakeMethods = [
    SearchMethod("grid", growth: .values, FakeGrid.self), SearchMethod("random", keys: ["trials"], FakeRandom.self),
    SearchMethod("list", keys: ["configurations"], growth: .configurations, FakeList.self),
]
