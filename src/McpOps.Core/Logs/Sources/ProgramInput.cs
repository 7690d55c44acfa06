using System.Diagnostics;
using McpOps.Servers;

namespace McpOps.Logs.Sources;

/// <summary>The output of a program: <c>journald:UNIT</c> is <c>journalctl -o json</c>, <c>kubernetes:POD</c> is <c>kubectl logs</c>.</summary>
internal sealed class ProgramInput : LogInput
{
    private readonly Process _process;
    private readonly ProgramStream _output;
    private readonly bool _hasTimes;
    private int _disposed;

    private ProgramInput(string name, ProcessStartInfo start, bool hasTimes)
        : base(name)
    {
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.UseShellExecute = false;
        _hasTimes = hasTimes;
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            throw new McpOpsException("LogProgramMissing", McpErrorCategory.ResourceUnavailable, $"'{start.FileName}', which reads '{name}', cannot be started: {exception.Message}", name, exception);
        }

        _output = new ProgramStream(_process, name);
    }

    public override long BytesRead => _output.Count;

    /// <summary>Lines come with the time of the engine before them, which is taken off where they have one of their own.</summary>
    public bool HasTimes => _hasTimes;

    /// <summary>The input that a name such as <c>journald:nginx</c> stands for; null when it is a path.</summary>
    /// <param name="path">The name, not of a compose project.</param>
    /// <param name="options">Which part of it.</param>
    /// <param name="tail">Only so many of its last lines; null for all.</param>
    /// <param name="follow">True to go on with what is written from now on.</param>
    /// <exception cref="McpOpsException"><c>LogProgramMissing</c>, <c>InvalidLogName</c>, <c>DockerNotReachable</c>, <c>ContainerNotFound</c>.</exception>
    public static LogInput? TryCreate(string path, LogOptions options, int? tail = null, bool follow = false)
    {
        if (path == "journald" || path.StartsWith(LogNames.Journal, StringComparison.Ordinal))
        {
            return new ProgramInput(path, JournalCommand.Make(path.Length > 9 ? path[9..] : null, options, tail, follow), hasTimes: false);
        }

        if (path.StartsWith(LogNames.Kubernetes, StringComparison.Ordinal))
        {
            return new ProgramInput(path, KubernetesCommand.Make(path, options, tail, follow), hasTimes: true);
        }

        return path.StartsWith(LogNames.Docker, StringComparison.Ordinal) ? DockerInput.Open(path, options, tail, follow) : null;
    }

    /// <summary>The names that a name stands for: the containers of a compose project, each other one itself.</summary>
    /// <exception cref="McpOpsException"><c>ContainerNotFound</c>: the project has none; <c>DockerNotReachable</c>.</exception>
    public static IReadOnlyList<string> Expand(string path) => path.StartsWith(LogNames.Compose, StringComparison.Ordinal) ? ComposeProject.Containers(path) : [path];

    public override Stream Open() => _hasTimes ? new ContainerText(_output) : _output;

    // Whoever reads disposes it, and so may whoever cancels.
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _output.Stop();
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        base.Dispose();
    }
}
