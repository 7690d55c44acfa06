using System.Globalization;

namespace McpOps.Backups;

/// <summary>Reports bytes, files, rate and the time that is left, a few times a second at most.</summary>
internal sealed class BackupProgress(EngineContext context, string activity, CancellationToken cancellationToken)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly long _started = context.Time.GetTimestamp();
    private long _reported;
    private long _bytes;
    private long _files;

    /// <summary>Bytes that are to be done in all; 0 when that is not known.</summary>
    public long TotalBytes { get; set; }

    public long TotalFiles { get; set; }

    /// <summary>Ends the work whose progress this is.</summary>
    public CancellationToken Cancellation => cancellationToken;

    public void FileDone() => _files++;

    public void Add(long bytes)
    {
        _bytes += bytes;
        if (context.Progress is null || (_reported != 0 && context.Time.GetElapsedTime(_reported) < Pause))
        {
            return;
        }

        _reported = context.Time.GetTimestamp();
        var seconds = Math.Max(context.Time.GetElapsedTime(_started).TotalSeconds, 0.001);
        var rate = _bytes / seconds;
        var left = TotalBytes > _bytes && rate > 0 ? TimeSpan.FromSeconds((TotalBytes - _bytes) / rate) : TimeSpan.Zero;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{Size(_bytes)} of {Size(Math.Max(TotalBytes, _bytes))}, {_files} of {Math.Max(TotalFiles, _files)} files, {Size(rate)}/s, {left:hh\\:mm\\:ss} left");
        context.Progress.Report(new McpProgress(activity, text, _bytes, TotalBytes > 0 ? Math.Max(TotalBytes, _bytes) : null));
    }

    /// <summary>A number of bytes as a person reads it.</summary>
    public static string Size(double bytes)
    {
        string[] units = ["B", "kB", "MB", "GB", "TB"];
        var unit = 0;
        for (; bytes >= 1000 && unit < units.Length - 1; unit++)
        {
            bytes /= 1000;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes:0.#} {units[unit]}");
    }
}
