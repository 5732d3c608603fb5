import Foundation
import Testing

/// What is told of programs and devices that are not there, before anything runs.
@Suite("Missing programs", .serialized)
struct MissingProgramTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try place.write("data", "x")
        let scripts = [
            ("text", "just text"), ("nope", "#!/no/such/reader -x\n"), ("lost", "#!/usr/bin/env no-such-reader\n"),
            ("split", "#!/usr/bin/env -S -u X A=1 no-such-reader -x\n"), ("found", "#!/usr/bin/env sh\necho 1\n"),
            ("odd", "#!/usr/bin/env -S -i no-such-reader\n"),
        ]
        for (name, text) in scripts {
            chmod(try place.write(name, text), 0o755)
        }
        try FileManager.default.createDirectory(atPath: place.path("folder"), withIntermediateDirectories: true)
    }

    private func write(run: String, more: String = "") throws {
        try place.write(
            "s.yaml",
            "objective: {maximize: a}\nparameters: {x: [1]}\nsearch: {method: grid}\n"
                + "trial: {command: {run: \(run), metrics: last_line}}\n\(more)")
    }

    @Test(
        "a program that is not there, or may not be executed, is told with its place by all that would run it, and by plan",
        arguments: [
            (
                "[no-such-program, $x]",
                "25: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
            ("[./data, $x]", "25: './data' may not be executed; chmod +x it, or put its interpreter before it\n"),
            (
                "[./text, $x]",
                "25: './text' is no program and has no line such as #!/bin/sh at its beginning; put its interpreter "
                    + "before it\n"
            ),
            (
                "[./nope, $x]",
                "25: './nope' asks for '/no/such/reader' in its first line, which is not there; install it, or put another "
                    + "interpreter before it\n"
            ),
            (
                "[./lost, $x]",
                "25: './lost' asks for 'no-such-reader' in its first line, which is not there; install it, or put another "
                    + "interpreter before it\n"
            ),
            (
                "./split $x",
                "24: './split' asks for 'no-such-reader' in its first line, which is not there; install it, or put another "
                    + "interpreter before it\n"
            ),
            (
                "[env, -u, Y, A=1, no-such-program, $x]",
                "25: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
            (
                "A=1 B='2 3' no-such-program $x 2>&1",
                "24: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
            (
                "X=$x exec no-such-program || echo 1",
                "24: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
            (
                "/usr/bin/env A='$x' no-such-program && echo 1",
                "24: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
            ("[./folder, $x]", "25: './folder' is a directory, not a program\n"),
            (
                "[./missing, $x]",
                "25: there is no program './missing'; a relative path counts from the working directory\n"
            ),
            (
                "no-such-program $x && echo 1",
                "24: there is no program 'no-such-program' on the PATH; install it, or write its path\n"
            ),
        ])
    func missing(_ run: String, _ sentence: String) throws {
        try write(run: run)
        for command in ["study", "try"] {
            let outcome = try place.run(command, "s.yaml")
            #expect(outcome.exitCode == 4 && outcome.error == "s.yaml:4:" + sentence, "\(outcome.error)")
        }
        #expect(!FileManager.default.fileExists(atPath: place.path("results/studies.sqlite")))
        // A plan may be made on another machine.
        let plan = try place.run("plan", "s.yaml")
        #expect(plan.exitCode == 0 && plan.error == "note: s.yaml:4:" + sentence, "\(plan.error)")
    }

    @Test("plan looks at the programs of all trials, not only of those that it shows")
    func everyTrial() throws {
        try place.write(
            "s.yaml",
            """
            objective: {minimize: seconds}
            parameters: {program: ["true", sh, ls, no-such-program, cat, echo, env]}
            search: {method: grid}
            trial:
              command:
                run: [$program]
                metrics: none

            """)
        #expect(try place.run("plan", "s.yaml").error.contains("there is no program 'no-such-program'"))
    }

    @Test(
        "of a shell's text nothing is told that is not certain",
        arguments: [
            "cd . && no-such-program", "A=1; no-such-program", "A=1\nno-such-program", "PATH=/x:$$PATH no-such-program",
            "A=$$(ls) no-such-program", "A=\"$$B\" no-such-program", "exec -a no-such-program sh", "exec 3>&1; echo 1",
            "2>/dev/null ls", "env -i no-such-program", "env A=$$B no-such-program", "env -u PATH no-such-program",
            "env A=1 sh -c 'echo 1'", "env", "./found", "./odd", "exec ./found", "f() { echo 1; }; f",
            "f () { echo 1; }; f",
            "if true; then echo 1; fi", "'no'-such-program; echo 1", "{ no-such-program; echo 1; }", "! false; echo 1",
            "# no-such-program\necho 1", ": no-such-program; echo 1", "exec echo 1",
        ])
    func uncertain(_ script: String) throws {
        let lines = script.split(separator: "\n").map { "      \($0)" }.joined(separator: "\n")
        try write(run: "echo")
        try place.write(
            "s.yaml",
            "objective: {maximize: a}\nparameters: {x: [1]}\nsearch: {method: grid}\n"
                + "trial:\n  command:\n    environment: {X: $x}\n    metrics: last_line\n    run: |\n\(lines)\n")
        let plan = try place.run("plan", "s.yaml")
        #expect(plan.exitCode == 0 && plan.error.isEmpty, "\(plan.error)")
    }

    @Test("where the shell goes on without its first program, a warning tells that it is not there")
    func goesOn() throws {
        try write(run: "'no-such-program $x || echo 1'")
        let outcome = try place.run("study", "s.yaml", "--quiet")
        #expect(outcome.exitCode == 0)
        #expect(
            outcome.error
                == "hpsearch: warning: s.yaml:4:24: there is no program 'no-such-program' on the PATH; install it, or write its "
                + "path; the shell goes on after it\n")
    }

    @Test("try takes the devices that it is given, and says how where there are none")
    func devices() throws {
        try write(run: "'echo devices $$CUDA_VISIBLE_DEVICES; echo $x'", more: "resources: {gpus: 1}\n")
        let none = ["HPSEARCH_GPUS": "0"]
        let refused = try place.run("try", "s.yaml", environment: none)
        #expect(refused.exitCode == 4 && refused.error.contains("name them with --gpus"), "\(refused.error)")
        let tried = try place.run("try", "s.yaml", "--gpus", "3,", environment: none)
        #expect(tried.exitCode == 0 && tried.output.contains("o | devices 3\n"), "\(tried.output)\(tried.error)")
    }
}
