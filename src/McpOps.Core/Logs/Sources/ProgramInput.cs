using System.Diagnostics;

namespace McpOps.Logs.Sources;

/// <summary>The output of a program: <c>journald:UNIT</c> is <c>journalctl -o json</c>.</summary>
internal sealed class ProgramInput : LogInput
{
    private readonly Process _process;
    private readonly CountingStream _output;
    private int _disposed;

    private ProgramInput(string name, ProcessStartInfo start)
        : base(name)
    {
        try
        {
            _process = Process.Start(start)!;
        }
        catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or IOException)
        {
            throw new McpOpsException("LogProgramMissing", McpErrorCategory.ResourceUnavailable, $"'{start.FileName}', which reads '{name}', cannot be started: {exception.Message}", name, exception);
        }

        _output = new CountingStream(_process.StandardOutput.BaseStream);
    }

    public override long BytesRead => _output.Count;

    /// <summary>The input that a name such as <c>journald:nginx</c> stands for; null when it is a path.</summary>
    /// <param name="path">The name.</param>
    /// <param name="options">Which part of it.</param>
    /// <param name="tail">Only so many of its last lines; null for all.</param>
    /// <param name="follow">True to go on with what is written from now on.</param>
    public static LogInput? TryCreate(string path, LogOptions options, int? tail = null, bool follow = false)
    {
        if (path == "journald" || path.StartsWith("journald:", StringComparison.Ordinal))
        {
            return new ProgramInput(path, Journal(path.Length > 9 ? path[9..] : null, options, tail, follow));
        }

        return path.StartsWith("docker:", StringComparison.Ordinal) ? DockerInput.Open(path, options, tail, follow) : null;
    }

    /// <summary>Whether a name stands for such an input, and not for a path.</summary>
    public static bool IsName(string path) => path == "journald" || path.StartsWith("journald:", StringComparison.Ordinal) || path.StartsWith("docker:", StringComparison.Ordinal);

    public override Stream Open() => _output;

    // Whoever reads disposes it, and so may whoever cancels.
    public override void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
        base.Dispose();
    }

    private static ProcessStartInfo Journal(string? unit, LogOptions options, int? tail, bool follow)
    {
        var start = new ProcessStartInfo("journalctl") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add("--output=json");
        start.ArgumentList.Add("--no-pager");
        start.ArgumentList.Add("--quiet");
        if (unit is not null)
        {
            start.ArgumentList.Add("--unit=" + unit);
        }

        if ((options.PreviousSince ?? options.Since) is { } since)
        {
            start.ArgumentList.Add($"--since=@{since.ToUnixTimeSeconds()}");
        }

        if (options.Until is { } until)
        {
            start.ArgumentList.Add($"--until=@{until.ToUnixTimeSeconds() + 1}");
        }

        if (tail is { } lines)
        {
            start.ArgumentList.Add($"--lines={lines}");
        }

        if (follow)
        {
            start.ArgumentList.Add("--follow");
        }

        return start;
    }
}
