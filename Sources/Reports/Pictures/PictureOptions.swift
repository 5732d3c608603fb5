/// What can be chosen about a picture; by itself it goes by the data.
public struct PictureOptions: Sendable {
    /// The ends of axes that are not to go by the data.
    public var limits: [PictureAxis: AxisLimits]
    /// The losses between a contour's levels, ascending. For `trajectories` alone.
    public var levels: [Double]?
    /// The metric that tells what a trial costs, in place of its seconds. For `cost` alone.
    public var cost: String?
    /// The metric whose curves are drawn, in place of the objective. For `curves` alone.
    public var curve: String?

    public init(
        limits: [PictureAxis: AxisLimits] = [:], levels: [Double]? = nil, cost: String? = nil, curve: String? = nil
    ) {
        (self.limits, self.levels, self.cost, self.curve) = (limits, levels, cost, curve)
    }
}
