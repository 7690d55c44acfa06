using System.Globalization;

namespace McpOps.Logs.Summaries;

/// <summary>Says what format each file was taken for, and how well it was understood: the least understood first.</summary>
internal static class LogFormatLines
{
    private const int MaxFiles = 8;

    /// <summary>A line for each of the files, eight at most, and one for those that are left out.</summary>
    public static IEnumerable<string> Of(McpLogSummary summary)
    {
        var files = summary.Formats.OrderByDescending(file => file.IsUnknown).ThenByDescending(file => file.Lines == 0 ? 0 : (double)file.Unparsed / file.Lines).ThenBy(file => file.TimedPercent).ToList();
        foreach (var file in files.Take(MaxFiles))
        {
            yield return files.Count == 1 ? Words(file) : $"{Words(file)}  {file.Path}";
        }

        if (files.Count > MaxFiles)
        {
            yield return $"and {files.Count - MaxFiles} more";
        }
    }

    private static string Words(McpLogFormat file)
    {
        var name = file.IsUnknown ? "not understood" : file.Format;
        var unparsed = file.Unparsed == 0 ? "" : $", {file.Unparsed.ToString("N0", CultureInfo.InvariantCulture)} of {file.Lines.ToString("N0", CultureInfo.InvariantCulture)} lines fit none";
        return file.Untold > 0 ? $"{name}, {file.Untold.ToString("N0", CultureInfo.InvariantCulture)} entries without times: whether they lie in this time cannot be told"
            : file.Entries == 0 ? $"{name}, no entries" : $"{name}, with time {Percent(file.TimedPercent)}, with level {Percent(file.LevelledPercent)}{unparsed}";
    }

    private static string Percent(double? percent) => percent is { } share ? string.Create(CultureInfo.InvariantCulture, $"{share:0.#} %") : "-";
}
