using System.Diagnostics;

namespace McpOps.Logs.Sources;

/// <summary>How <c>journalctl</c> is asked for the journal of a unit.</summary>
internal static class JournalCommand
{
    /// <summary>The program with its arguments.</summary>
    /// <param name="unit">The unit; null for all.</param>
    /// <param name="options">Which part of it.</param>
    /// <param name="tail">Only so many of its last lines; null for all.</param>
    /// <param name="follow">True to go on with what is written from now on.</param>
    public static ProcessStartInfo Make(string? unit, LogOptions options, int? tail, bool follow)
    {
        var start = new ProcessStartInfo("journalctl") { ArgumentList = { "--output=json", "--no-pager", "--quiet" } };
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
