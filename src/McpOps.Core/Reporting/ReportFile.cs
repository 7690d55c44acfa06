using System.Text;
using System.Text.Json;

namespace McpOps.Reporting;

/// <summary>Writes a report to a file.</summary>
public static class ReportFile
{
    /// <summary>The format for a file: what was asked for, else what its name says.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">What was asked for; null for nothing.</param>
    /// <exception cref="McpOpsException"><c>UnknownFormat</c>: neither says one.</exception>
    public static string FormatOf(string path, string? format) => format ?? ReportFormats.Of(path)
        ?? throw new McpOpsException("UnknownFormat", McpErrorCategory.InvalidArgument, $"The name of '{path}' does not say how the report is to be written. Let it end in .html, .md, .json or .csv, or name the format with --output (-As).", path);

    /// <summary>Reads reports that were written as JSON: one, a list of them, or one after another.</summary>
    /// <param name="path">The file, or a pipe.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>ReportNotReadable</c>.</exception>
    public static async Task<IReadOnlyList<McpReport>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var file = new MemoryStream(await NamedInput.ReadAllAsync(path, cancellationToken));
            var reports = new List<McpReport>();
            await foreach (var value in JsonSerializer.DeserializeAsyncEnumerable(file, ReportFormats.Reading.Of<JsonElement>(), topLevelValues: true, cancellationToken))
            {
                reports.AddRange((value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().AsEnumerable() : [value]).Select(one => one.Deserialize(ReportFormats.Reading.Of<McpReport>()) ?? throw new JsonException("A value is null.")));
            }

            return reports.Count > 0 ? reports : throw new JsonException("It is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("ReportNotReadable", McpErrorCategory.ReadError, $"'{path}' cannot be read: {exception.Message}", path, exception);
        }
        catch (JsonException exception)
        {
            throw new McpOpsException("ReportNotReadable", McpErrorCategory.InvalidData, $"'{path}' holds no report: {Sentences.Ended(exception.Message)} Write reports by 'mcpops report monthly --output json' (Export-McpReport -As Json).", path, exception);
        }
    }

    /// <summary>Reads the reports of several files.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>ReportNotReadable</c>.</exception>
    public static async Task<IReadOnlyList<McpReport>> ReadAllAsync(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(paths);
        var reports = new List<McpReport>();
        foreach (var path in paths)
        {
            reports.AddRange(await ReadAsync(path, cancellationToken));
        }

        return reports;
    }

    /// <summary>Writes it, whole or not at all. A file that is there is replaced; a device or a pipe is written to.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">The report.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <param name="makeFolder">True to make a folder that is not there.</param>
    /// <exception cref="McpOpsException"><c>ReportNotWritable</c>.</exception>
    public static async Task WriteAsync(string path, string text, CancellationToken cancellationToken, bool makeFolder = false)
    {
        try
        {
            if (makeFolder && Path.GetDirectoryName(path) is { Length: > 0 } folder)
            {
                Directory.CreateDirectory(folder);
            }

            await WholeFile.WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("ReportNotWritable", McpErrorCategory.WriteError,
                $"The report cannot be written to '{path}': {Sentences.Ended(exception.Message)} Name a file in a folder that is there and that this account may write to.", path, exception);
        }
    }
}
