import StudyCore

/// The pictures there are of a study.
public enum PictureKind: String, CaseIterable, Sendable {
    case bestSoFar = "best-so-far"
    case parameters
    case curves
    case parallel
    case importance
    case heatmap
    case timeline
    case cost
    case trajectories
    case errors
    case losses
    case gradients

    /// In the order in which reports show them.
    public static let pageOrder: [PictureKind] = [
        .bestSoFar, .curves, .parallel, .parameters, .importance, .heatmap, .trajectories, .errors, .losses, .gradients,
        .cost, .timeline,
    ]

    public var title: String {
        switch self {
        case .bestSoFar: "Best so far"
        case .parameters: "Metric against each parameter"
        case .curves: "Learning curves"
        case .parallel: "Parallel coordinates"
        case .importance: "Importance of the parameters"
        case .heatmap: "Two parameters"
        case .timeline: "Trial timeline"
        case .cost: "Cost against metric"
        case .trajectories: "Trajectories on the contour"
        case .errors: "Distance to the optimum"
        case .losses: "Running against full loss"
        case .gradients: "Gradient norms"
        }
    }

    /// What it shows, in half a line.
    public var explanation: String {
        switch self {
        case .bestSoFar: "the metric of every trial in the order in which they ended, and the best so far"
        case .parameters: "the metric against each parameter"
        case .curves: "the middle 80 % of the learning curves, and the best five"
        case .parallel: "an axis for each parameter, a line for each trial"
        case .importance: "each parameter's share of the variance, with its interval"
        case .heatmap: "the metric's mean over two parameters"
        case .timeline: "which worker did what when"
        case .cost: "seconds, or what --cost names, against the metric, with the Pareto line"
        case .trajectories: "the ways of an expression's two learnt values over its loss"
        case .errors: "the distance of an expression's learnt values to the optimum"
        case .losses: "the running against the full loss (track: [train_full])"
        case .gradients: "the gradient's norm by layer (track: [gradient_norms])"
        }
    }

    /// Whether it needs the curves of runs.
    public var needsCurves: Bool {
        switch self {
        case .curves, .trajectories, .errors, .losses, .gradients: true
        case .bestSoFar, .parameters, .parallel, .importance, .heatmap, .timeline, .cost: false
        }
    }

    /// Whether the importance of the parameters is shown, or decides on their order.
    public var needsImportance: Bool { [.importance, .parameters, .parallel, .heatmap].contains(self) }

    /// The axes whose ends can be chosen: those of numbers that the picture has once.
    public var limitedAxes: Set<PictureAxis> {
        switch self {
        case .bestSoFar, .curves, .cost, .trajectories, .errors, .losses, .gradients: [.x, .y]
        case .parameters: [.y]
        case .timeline: [.x]
        case .parallel, .importance, .heatmap: []
        }
    }

    /// Whether it shows the trials that were chosen, instead of what is known of all of them.
    public var showsTrials: Bool { self != .importance }

    /// Draws it.
    /// - Throws: why the study has no such picture.
    public func picture(
        of source: PictureSource, _ options: PictureOptions = PictureOptions()
    ) throws(PictureAbsence) -> Picture {
        var picture = try drawn(source, options)
        if showsTrials, let note = source.choiceNote { picture = picture.noting(note) }
        for (axis, limits) in options.limits.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            guard limitedAxes.contains(axis) else { throw .noLimits(axis) }
            // A contour is computed where it is shown.
            if self != .trajectories { picture = try picture.limited(axis, limits) }
        }
        return picture
    }

    private func drawn(_ source: PictureSource, _ options: PictureOptions) throws(PictureAbsence) -> Picture {
        switch self {
        case .bestSoFar: try BestSoFarPicture(source).picture
        case .parameters: try ParametersPicture(source).picture
        case .curves:
            // One trial is no crowd: its runs are what there is to see.
            try source.ranking.chosen == nil && source.ranked.count > 1
                ? CurvesPicture(source, of: options.curve).picture
                : ChosenCurvesPicture(source, of: options.curve).picture
        case .parallel: try ParallelPicture(source).picture
        case .importance: try ImportancePicture(source).picture
        case .heatmap: try HeatmapPicture(source).picture
        case .timeline: try TimelinePicture(source).picture
        case .cost: try CostPicture(source, cost: options.cost ?? CostPicture.cost).picture
        case .trajectories: try TrajectoriesPicture(source, limits: options.limits, bounds: options.levels).picture
        case .errors: try ErrorsPicture(source).picture
        case .losses: try LossesPicture(source).picture
        case .gradients: try GradientsPicture(source).picture
        }
    }
}
