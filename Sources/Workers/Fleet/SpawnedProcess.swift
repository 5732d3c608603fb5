import Foundation

/// A child process in its own session, with pipes to its three standard streams.
struct SpawnedProcess {
    let pid: pid_t
    /// The near ends; none of them blocks, none is passed on to other children.
    let input: Int32
    let output: Int32
    let errors: Int32

    /// Starts a process that inherits nothing but its three streams and the environment given; all signals are as
    /// they are by default.
    static func start(_ path: String, _ arguments: [String], environment: [String: String]) throws(SystemFailure)
        -> Self
    {
        var pipes: [Pipe] = []
        defer { for pipe in pipes { close(pipe.far) } }
        do {
            for isInput in [true, false, false] { pipes.append(try Pipe.make(farReads: isInput)) }
            let pid = try spawn(path, arguments, environment, pipes.map(\.far))
            return SpawnedProcess(pid: pid, input: pipes[0].near, output: pipes[1].near, errors: pipes[2].near)
        } catch {
            for pipe in pipes { close(pipe.near) }
            throw error
        }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String: String], _ streams: [Int32]
    ) throws(SystemFailure) -> pid_t {
        #if os(Linux)
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
        #else
            var actions: posix_spawn_file_actions_t?
            var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (number, stream) in streams.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, stream, Int32(number))
        }
        addCloseFrom(3, to: &actions)
        var defaults = sigset_t()
        sigfillset(&defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &mask)
        let flags = spawnInNewSession | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)
        posix_spawnattr_setflags(&attributes, Int16(flags))

        var texts: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in texts + variables { free(pointer) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &texts, &variables)
        guard code == 0 else { throw SystemFailure(code) }
        return pid
    }

    private struct Pipe {
        /// Ours; does not block.
        let near: Int32
        /// The child's.
        let far: Int32

        static func make(farReads: Bool) throws(SystemFailure) -> Pipe {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw SystemFailure(errno) }
            // Above the standard streams, so that putting one in place in the child never overwrites another.
            let raised = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 3) }
            let failure = SystemFailure(errno)
            for end in ends { close(end) }
            guard raised.allSatisfy({ $0 >= 0 }) else {
                for end in raised where end >= 0 { close(end) }
                throw failure
            }
            let pipe = farReads ? Pipe(near: raised[1], far: raised[0]) : Pipe(near: raised[0], far: raised[1])
            _ = fcntl(pipe.near, F_SETFL, fcntl(pipe.near, F_GETFL) | O_NONBLOCK)
            return pipe
        }
    }
}
