import COpenBLAS

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// The matrix-product library of this process: OpenBLAS, on one thread.
public enum BLAS {
    /// What the library says of itself: version, build options, the core it was compiled for or detected.
    public static var configuration: String {
        prepare()
        return String(cString: openblas_get_config())
    }

    /// The processor family whose kernels are in use, for example `SkylakeX`. A product's last bits depend on it.
    public static var coreName: String {
        prepare()
        return String(cString: openblas_get_corename())
    }

    /// The library's version, for example `0.3.21`.
    public static var version: String {
        configuration.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown"
    }

    /// Sets the library up: one thread, so that a product's bits depend on its operands alone, and the widest kernels
    /// that the processor runs.
    ///
    /// Must have run before the first product, best before the process has a second thread; a network does so itself.
    /// Idempotent.
    ///
    /// OpenBLAS recognises processors by model number and falls back to AVX2 kernels on those that appeared after it
    /// (0.3.21 on an AMD family 26 with AVX-512 says `Haswell`, at half the speed). Where it did so although the
    /// processor has AVX-512, the `SkylakeX` kernels are chosen. `OPENBLAS_CORETYPE` overrides both.
    public static func prepare() { _ = isPrepared }

    private static let isPrepared: Bool = {
        let detected = String(cString: openblas_get_corename())
        if ["Haswell", "Zen"].contains(detected), getenv("OPENBLAS_CORETYPE") == nil,
            openblas_shim_processor_has_avx512()
        {
            _ = openblas_shim_choose_core("SkylakeX")
        }
        openblas_set_num_threads(1)
        return true
    }()
}
