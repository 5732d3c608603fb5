import Foundation

/// What is to be started as a child process, and where it stands.
public struct ProcessLaunch: Sendable {
    /// Among which processes the child stands.
    public enum Standing: Sendable {
        /// In a session of its own: a terminal's interrupts do not reach it.
        case session
        /// In a process group of its own within this process's session.
        case group
    }

    /// The program's file.
    public var path: String
    /// Without the program's name.
    public var arguments: [String]
    public var environment: [String: String]
    /// Where it begins; nil for this process's own directory.
    public var directory: String?
    public var standing: Standing
    /// Whether its standard input is a pipe to us; else it is at its end from the start.
    public var hasInput: Bool

    public init(
        path: String, arguments: [String], environment: [String: String], directory: String? = nil,
        standing: Standing, hasInput: Bool = true
    ) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.standing = standing
        self.hasInput = hasInput
    }
}

/// A child process with pipes to its standard streams.
public struct SpawnedProcess: Sendable {
    public let pid: pid_t
    /// The near ends; none of them blocks, none is passed on to other children. No input where none was asked for.
    public let input: Int32?
    public let output: Int32
    public let errors: Int32

    /// Starts a process that inherits nothing but its three streams and the environment given; all signals are as
    /// they are by default.
    public static func start(_ launch: ProcessLaunch) throws(SystemFailure) -> Self {
        var pipes: [Pipe] = []
        var nothing: Int32 = -1
        defer {
            for pipe in pipes { close(pipe.far) }
            if nothing >= 0 { close(nothing) }
        }
        do {
            if launch.hasInput {
                pipes.append(try Pipe.make(farReads: true))
            } else {
                nothing = try openNothing()
            }
            for _ in 0..<2 { pipes.append(try Pipe.make(farReads: false)) }
            let pid = try spawn(launch, (launch.hasInput ? [] : [nothing]) + pipes.map(\.far))
            return SpawnedProcess(
                pid: pid, input: launch.hasInput ? pipes[0].near : nil, output: pipes[pipes.count - 2].near,
                errors: pipes[pipes.count - 1].near)
        } catch {
            for pipe in pipes { close(pipe.near) }
            throw error
        }
    }

    /// Above the standard streams, as the pipes are.
    private static func openNothing() throws(SystemFailure) -> Int32 {
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard nothing >= 0 else { throw SystemFailure(errno) }
        defer { close(nothing) }
        let raised = fcntl(nothing, F_DUPFD_CLOEXEC, 3)
        guard raised >= 0 else { throw SystemFailure(errno) }
        return raised
    }

    private static func spawn(_ launch: ProcessLaunch, _ streams: [Int32]) throws(SystemFailure) -> pid_t {
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
        if let directory = launch.directory, !addDirectory(directory, to: &actions) { throw SystemFailure(ENOSYS) }
        var defaults = sigset_t()
        sigfillset(&defaults)
        var mask = sigset_t()
        sigemptyset(&mask)
        posix_spawnattr_setsigdefault(&attributes, &defaults)
        posix_spawnattr_setsigmask(&attributes, &mask)
        posix_spawnattr_setpgroup(&attributes, 0)
        let standing = launch.standing == .session ? spawnInNewSession : Int32(POSIX_SPAWN_SETPGROUP)
        posix_spawnattr_setflags(
            &attributes, Int16(standing | Int32(POSIX_SPAWN_SETSIGDEF) | Int32(POSIX_SPAWN_SETSIGMASK)))

        var texts: [UnsafeMutablePointer<CChar>?] = ([launch.path] + launch.arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] =
            launch.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for pointer in texts + variables { free(pointer) } }
        var pid: pid_t = 0
        takeNicenessOfProcess()
        let code = posix_spawn(&pid, launch.path, &actions, &attributes, &texts, &variables)
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
