using McpOps.Platform;

namespace McpOps.Core.Tests.Platform;

public sealed class ServiceControlTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ServiceControl _control = new(TimeProvider.System);

    [Fact]
    public async Task A_process_is_started_seen_and_stopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var mark = $"mcpops-{Guid.NewGuid():N}";
        var service = new ServiceReference(ServiceKind.Process, mark) { StartCommand = ["/bin/sh", "-c", $"while :; do sleep 0.1; done # {mark}"] };
        Assert.Equal(ServiceStatus.Stopped, (await _control.GetAsync(service, Stop)).Status);

        var started = await _control.StartAsync(service, Patience, Stop);
        Assert.Equal(ServiceStatus.Running, started.Status);
        Assert.Equal(started.ProcessId, (await _control.GetAsync(service, Stop)).ProcessId);
        Assert.Equal(started.ProcessId, (await _control.StartAsync(service, Patience, Stop)).ProcessId);

        Assert.Equal(ServiceStatus.Stopped, (await _control.StopAsync(service, Patience, Stop)).Status);
        Assert.Null(ProcessTable.Get(started.ProcessId!.Value));
    }

    [Fact]
    public async Task Of_two_that_look_alike_none_is_ended()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var mark = $"mcpops-{Guid.NewGuid():N}";
        var service = new ServiceReference(ServiceKind.Process, mark) { StartCommand = ["/bin/sh", "-c", $"while :; do sleep 0.1; done # {mark}"] };
        using var stranger = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"while :; do sleep 0.1; done # {mark}"]);
        try
        {
            Assert.Equal(ServiceStatus.Running, (await _control.GetAsync(service, Stop)).Status);
            using var second = System.Diagnostics.Process.Start("/bin/sh", ["-c", $"while :; do sleep 0.1; done # {mark}"]);
            try
            {
                Assert.Equal("ServiceAmbiguous", (await Assert.ThrowsAsync<McpOpsException>(() => _control.StopAsync(service, Patience, Stop))).ErrorId);
                Assert.False(stranger.HasExited || second.HasExited);
            }
            finally
            {
                second.Kill();
            }
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public async Task One_server_never_claims_another_s_process_nor_who_edits_its_program()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs sleep(1)");
        var mark = $"{Random.Shared.Next(100_000, 999_999)}.5";
        var service = new ServiceReference(ServiceKind.Process, $"sleep {mark}") { StartCommand = ["sleep", mark] };
        using var longer = System.Diagnostics.Process.Start("sleep", [$"{mark}1"]);
        using var editor = System.Diagnostics.Process.Start("tail", ["-f", "/dev/null", $"--retry", $"--pid={Environment.ProcessId}", $"/none/sleep {mark}"]);
        try
        {
            Assert.Equal(ServiceStatus.Stopped, (await _control.GetAsync(service, Stop)).Status);
            var started = await _control.StartAsync(service, Patience, Stop);
            Assert.Equal((ServiceStatus.Running, ""), (started.Status, started.Message));
            Assert.NotEqual(longer.Id, started.ProcessId);
            Assert.Equal(ServiceStatus.Stopped, (await _control.StopAsync(service, Patience, Stop)).Status);
            Assert.False(longer.HasExited || editor.HasExited);
        }
        finally
        {
            longer.Kill();
            editor.Kill();
        }
    }

    [Theory]
    [InlineData("serve --port 8000", "serve --port 80", false)]
    [InlineData("serve --port 80 -v", "serve --port 80", true)]
    [InlineData("node /opt/@scope/server-files@1.0 /data", "server-files", true)]
    [InlineData("node /opt/server-files-two", "server-files", false)]
    [InlineData("python myserver.py", "server.py", false)]
    [InlineData("python /opt/server.py", "server.py", true)]
    [InlineData("serve --port=80", "80", true)]
    public void A_name_is_found_as_whole_words(string line, string name, bool found) => Assert.Equal(found, ServiceProcesses.HasWords(line, name));

    [Theory]
    [InlineData("python|/opt/server.py|-v", "/opt/server.py|-v", true)]
    [InlineData("/usr/bin/python3.11|/usr/bin/gunicorn|app:app", "gunicorn|app:app", true)]
    [InlineData("vim|/opt/server.py", "/opt/server.py", false)]
    [InlineData("vim|server.py", "python|server.py", false)]
    [InlineData("python|server.py|--port|80", "python|server.py", false)]
    public void A_process_is_told_by_its_whole_command(string arguments, string command, bool same) =>
        Assert.Equal(same, ServiceProcesses.IsStartedBy(new ProcessDetail(1, "x") { Arguments = arguments.Split('|') }, command.Split('|')));

    [Fact]
    public async Task A_program_that_ends_at_once_has_not_started()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs /bin/sh");
        var mark = $"mcpops-{Guid.NewGuid():N}";
        var service = new ServiceReference(ServiceKind.Process, mark) { StartCommand = ["/bin/sh", "-c", $"exit 3 # {mark}"] };
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => _control.StartAsync(service, TimeSpan.FromSeconds(1), Stop));
        Assert.Equal("ServiceStartFailed", exception.ErrorId);
    }

    [Fact]
    public async Task A_process_without_a_start_command_says_what_is_missing()
    {
        var exception = await Assert.ThrowsAsync<McpOpsException>(() => _control.StartAsync(new ServiceReference(ServiceKind.Process, "no-such-process-anywhere"), Patience, Stop));
        Assert.Contains("startCommand", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manager_that_is_not_there_is_unknown_with_the_reason()
    {
        var control = new ServiceControl(TimeProvider.System) { DockerHost = "unix:///nonexistent/docker.sock" };
        var docker = await control.GetAsync(new ServiceReference(ServiceKind.Docker, "web"), Stop);
        Assert.Equal(ServiceStatus.Unknown, docker.Status);
        Assert.Contains("/nonexistent/docker.sock", docker.Message, StringComparison.Ordinal);

        Assert.SkipWhen(OperatingSystem.IsWindows(), "sc.exe is there");
        Assert.Equal(ServiceStatus.Unknown, (await control.GetAsync(new ServiceReference(ServiceKind.Windows, "Spooler"), Stop)).Status);
    }

    /// <summary>On a host that is set up anew the unit is only there when its backup is.</summary>
    [Fact]
    public async Task A_unit_that_is_not_there_yet_is_no_fault_of_a_stop_and_is_read_before_its_start()
    {
        var systemctl = new NewHost();
        var control = new ServiceControl(TimeProvider.System) { Commands = systemctl };
        var service = new ServiceReference(ServiceKind.Systemd, "app");
        Assert.Equal(ServiceStatus.NotFound, (await control.StopAsync(service, Patience, Stop)).Status);
        await control.RereadAsync(service, Stop);
        Assert.Equal(ServiceStatus.Running, (await control.StartAsync(service, Patience, Stop)).Status);
        Assert.DoesNotContain("stop", systemctl.Asked);
    }

    [Theory]
    [InlineData("LoadState=masked\nCanStart=no\nRefuseManualStart=no\nTransient=no\n", "is masked, so systemd would not start it. Run 'systemctl unmask app'")]
    [InlineData("LoadState=not-found\nCanStart=no\nRefuseManualStart=no\nTransient=no\n", "knows no unit 'app'")]
    [InlineData("LoadState=bad-setting\nCanStart=no\n", "cannot read the unit 'app'")]
    [InlineData("LoadState=loaded\nCanStart=no\nRefuseManualStart=yes\nTransient=no\n", "RefuseManualStart=yes")]
    [InlineData("LoadState=loaded\nCanStart=yes\nRefuseManualStart=no\nTransient=yes\n", "is gone when it stops")]
    [InlineData("LoadState=loaded\nCanStart=no\nRefuseManualStart=no\nTransient=no\n", "cannot be started")]
    [InlineData("LoadState=loaded\nCanStart=yes\nRefuseManualStart=no\nTransient=no\n", null)]
    public async Task A_unit_that_could_not_be_started_again_is_known_before_it_is_stopped(string shown, string? why)
    {
        var control = new ServiceControl(TimeProvider.System) { Commands = new Says(new CommandOutput(0, shown, "")) };
        var said = await control.WhyNoStartAsync(new ServiceReference(ServiceKind.Systemd, "app"), Stop);
        Assert.Equal(why is null, said is null);
        Assert.Contains(why ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(3, false)]
    [InlineData(2, false)]
    public async Task A_service_of_Windows_that_is_disabled_could_not_be_started_again(int start, bool refused)
    {
        var said = $"[SC] QueryServiceConfig SUCCESS\n\nSERVICE_NAME: mcp\n        TYPE               : 10  WIN32_OWN_PROCESS\n        START_TYPE         : {start}   WORD\n        ERROR_CONTROL      : 1   NORMAL\n";
        var control = new ServiceControl(TimeProvider.System) { Commands = new Says(new CommandOutput(0, said, "")) };
        Assert.Equal(refused, await control.WhyNoStartAsync(new ServiceReference(ServiceKind.Windows, "mcp"), Stop) is not null);
    }

    private sealed class Says(CommandOutput output) : CommandRunner
    {
        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken) => Task.FromResult(output);
    }

    // As systemd: it knows a unit once it has read it.
    private sealed class NewHost : CommandRunner
    {
        public List<string> Asked { get; } = [];

        public override Task<CommandOutput> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellationToken)
        {
            Asked.Add(arguments[0]);
            var (known, started) = (Asked.Contains("daemon-reload"), Asked.Contains("start"));
            return Task.FromResult(arguments[0] is "show" ? new CommandOutput(0, $"LoadState={(known ? "loaded" : "not-found")}\nActiveState={(known && started ? "active" : "inactive")}\n", "")
                : known ? new CommandOutput(0, "", "") : new CommandOutput(5, "", "Unit app.service not loaded."));
        }
    }

    [Fact]
    public async Task An_unknown_kind_is_named()
    {
        var state = await _control.GetAsync(new ServiceReference("launchd", "x"), Stop);
        Assert.Equal(ServiceStatus.Unknown, state.Status);
        Assert.Contains("'launchd' is no kind of service", state.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LoadState=loaded\nActiveState=active\nSubState=running\nMainPID=42\nNRestarts=3\nResult=success\n", ServiceStatus.Running, 42, 3)]
    [InlineData("LoadState=loaded\nActiveState=failed\nSubState=failed\nMainPID=0\nNRestarts=5\nResult=exit-code\n", ServiceStatus.Failed, null, 5)]
    [InlineData("LoadState=loaded\nActiveState=activating\nSubState=auto-restart\nMainPID=0\nNRestarts=9\n", ServiceStatus.Changing, null, 9)]
    [InlineData("LoadState=loaded\nActiveState=inactive\nSubState=dead\nMainPID=0\nNRestarts=0\n", ServiceStatus.Stopped, null, 0)]
    [InlineData("LoadState=not-found\nActiveState=inactive\nSubState=dead\n", ServiceStatus.NotFound, null, null)]
    [InlineData("", ServiceStatus.Unknown, null, null)]
    public void Systemd_is_understood(string shown, string status, int? processId, int? restarts)
    {
        var state = SystemdServices.Parse("mcp", shown);
        Assert.Equal((status, processId, restarts), (state.Status, state.ProcessId, state.Restarts));
    }

    [Theory]
    [InlineData("4  RUNNING", 0, 1234, ServiceStatus.Running)]
    [InlineData("1  STOPPED", 0, 0, ServiceStatus.Stopped)]
    [InlineData("1  STOPPED", 1066, 0, ServiceStatus.Failed)]
    [InlineData("2  DÉMARRAGE", 0, 1234, ServiceStatus.Changing)]
    public void Windows_is_understood_in_every_language(string stateLine, int exitCode, int processId, string status)
    {
        var said = $"""

            SERVICE_NAME: mcp
                    TYPE               : 10  WIN32_OWN_PROCESS
                    STATE              : {stateLine}
                                            (STOPPABLE, NOT_PAUSABLE, ACCEPTS_SHUTDOWN)
                    WIN32_EXIT_CODE    : {exitCode}  (0x0)
                    SERVICE_EXIT_CODE  : 0  (0x0)
                    CHECKPOINT         : 0x0
                    WAIT_HINT          : 0x0
                    PID                : {processId}
                    FLAGS              :
            """;
        var state = WindowsServices.Parse(said);
        Assert.Equal((status, processId == 0 ? null : processId), (state.Status, state.ProcessId));
    }
}
