import COpenBLAS

/// The matrix-product library of this process: OpenBLAS, on one thread.
public enum BLAS {
    /// What the library says of itself: version, build options, the core it was compiled for.
    public static var configuration: String {
        prepare()
        return String(cString: openblas_get_config())
    }

    /// The processor family whose kernels are in use, for example `SkylakeX`. A product's last bits depend on it.
    ///
    /// The library detects it; the environment variable `OPENBLAS_CORETYPE`, read as the process starts, overrides that:
    /// to get the same bits on different processors, or by mistake half the speed.
    public static var coreName: String {
        prepare()
        return String(cString: openblas_get_corename())
    }

    /// The library's version, for example `0.3.21`.
    public static var version: String {
        configuration.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown"
    }

    /// Sets the library to one thread, so that a product's bits depend on its operands alone. Idempotent; a network
    /// does so before its first product.
    public static func prepare() { _ = isPrepared }

    private static let isPrepared: Bool = {
        openblas_set_num_threads(1)
        return true
    }()
}
