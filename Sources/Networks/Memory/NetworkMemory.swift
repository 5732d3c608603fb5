/// The base addresses of a network's arenas, as layers see them.
struct NetworkMemory {
    let parameters: UnsafeMutablePointer<Float>
    let statistics: UnsafeMutablePointer<Float>
    let activations: UnsafeMutablePointer<Float>
    let scratch: UnsafeMutablePointer<Float>
}
