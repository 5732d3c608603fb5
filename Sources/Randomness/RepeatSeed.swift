/// The seed of one repeat of a study.
///
/// It depends on the study's seed and the repeat alone, so that all trials of one repeat share their random numbers.
/// It has 31 bits, because every program that a trial may run accepts such a seed, and the seeds of different repeats
/// of one study are distinct by construction.
public func repeatSeed(studySeed: UInt64, repeat number: Int) -> UInt64 {
    var stream = RandomStream(seed: studySeed, purpose: .repeatSeed)
    let base = stream.next32()
    return UInt64((base &+ UInt32(truncatingIfNeeded: number) &* 0x9E37_79B1) & 0x7FFF_FFFF)
}
