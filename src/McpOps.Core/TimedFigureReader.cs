using System.Globalization;
using System.Text.Json;

namespace McpOps;

/// <summary>Reads figures over time from JSON: one object a line, or objects over several lines one after another.</summary>
/// <remarks>
/// Every number of an object is a figure; nested names are joined by dots (<c>system.disk_usage</c>). An object with a figure's name and
/// <c>value</c> is one value of that figure. What cannot be read is counted, reported once, and left out.
/// </remarks>
/// <param name="context">The clock and the notices.</param>
internal sealed class TimedFigureReader(EngineContext context)
{
    private const int MaxObjectLines = 10_000;
    private const int MaxLineCharacters = 16 << 20;

    private static readonly string[] TimeNames = ["timestamp", "time", "at", "ts", "@timestamp", "datetime", "date", "checkedAt", "checked_at", "collectedAt", "collected_at", "startedAt", "to"];
    private static readonly string[] MetricNames = ["metric", "metricName", "metric_name", "name"];

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly List<TimedFigure> _found = [];
    private string? _server;
    private int _malformed;
    private int _timeless;
    private int _texts;

    /// <summary>Reads a file.</summary>
    /// <exception cref="McpOpsException"><c>HistoryNotFound</c>, <c>HistoryUnreadable</c> or <c>HistoryEmpty</c>.</exception>
    public async IAsyncEnumerable<TimedFigure> ReadAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var objects = ObjectsAsync(path, cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await MoveAsync(objects, path))
        {
            Take(objects.Current);
            foreach (var figure in _found)
            {
                yield return figure;
            }

            _found.Clear();
        }

        Report(path);
        if (_names.Count == 0)
        {
            throw new McpOpsException("HistoryEmpty", McpErrorCategory.InvalidData, $"'{path}' holds no figures: it should hold JSON objects with a time, such as \"timestamp\", and numbers.", path);
        }
    }

    private static async ValueTask<bool> MoveAsync(IAsyncEnumerator<string> objects, string path)
    {
        try
        {
            return await objects.MoveNextAsync();
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new McpOpsException("HistoryNotFound", McpErrorCategory.ObjectNotFound, $"There is no file '{path}' to read figures from. Check its path: it is a file of JSON that a monitor wrote.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new McpOpsException("HistoryUnreadable", McpErrorCategory.ReadError, $"'{path}' cannot be read: {exception.Message}", path, exception);
        }
    }

    // A line that is an object is one; one that only begins an object is read on until the object is whole.
    private async IAsyncEnumerable<string> ObjectsAsync(string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(await NamedInput.OpenAsync(path, cancellationToken));
        var lines = new BoundedLines(reader, MaxLineCharacters);
        var open = new List<string>();
        while (await lines.ReadAsync(cancellationToken) is { } line)
        {
            var trimmed = line.Trim().TrimEnd(',');
            if (open.Count == 0 && trimmed.Length is 0 or 1 && trimmed is "" or "[" or "]")
            {
                continue;
            }

            // What begins anew in the first column ends what was left unfinished.
            if (open.Count > 0 && line.StartsWith('{'))
            {
                _malformed++;
                open.Clear();
            }

            open.Add(line);
            if (trimmed.EndsWith('}') && IsWhole(open))
            {
                yield return string.Join('\n', open).Trim().TrimEnd(',');
                open.Clear();
            }
            else if (!open[0].TrimStart().StartsWith('{') || open.Count > MaxObjectLines)
            {
                _malformed++;
                open.Clear();
            }
        }

        _malformed += open.Count > 0 ? 1 : 0;
    }

    private static bool IsWhole(List<string> lines)
    {
        var (depth, inText, escaped) = (0, false, false);
        foreach (var character in lines.SelectMany(line => line))
        {
            (inText, escaped) = (inText, character) switch
            {
                (true, _) when escaped => (true, false),
                (true, '\\') => (true, true),
                (_, '"') => (!inText, false),
                _ => (inText, false),
            };
            depth += inText ? 0 : character switch { '{' => 1, '}' => -1, _ => 0 };
        }

        return depth <= 0;
    }

    private void Take(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new JsonDocumentOptions { AllowTrailingCommas = true });
        }
        catch (JsonException)
        {
            _malformed++;
            return;
        }

        using (document)
        {
            if (Time(document.RootElement) is not { } at)
            {
                _timeless++;
                return;
            }

            _server = document.RootElement.TryGetProperty("server", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            if (Text(document.RootElement, MetricNames) is { } metric && document.RootElement.TryGetProperty("value", out var value))
            {
                TakeValue(metric, value, at);
                return;
            }

            TakeMembers("", document.RootElement, at, isRoot: true);
        }
    }

    private void TakeMembers(string prefix, JsonElement element, DateTimeOffset at, bool isRoot = false)
    {
        foreach (var member in element.EnumerateObject().Where(member => !isRoot || !TimeNames.Contains(member.Name, StringComparer.OrdinalIgnoreCase)))
        {
            TakeValue(prefix + member.Name, member.Value, at);
        }
    }

    private void TakeValue(string name, JsonElement value, DateTimeOffset at)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                TakeMembers(name + ".", value, at);
                break;
            case JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number):
                Add(name, at, number);
                break;
            case JsonValueKind.String:
                TakeText(name, value.GetString()!, at);
                break;
        }
    }

    // Numbers that a script has written as text, such as "81.5%"; a figure that is now and then n/a stays one.
    private void TakeText(string name, string text, DateTimeOffset at)
    {
        if (double.TryParse(text.Trim().TrimEnd('%').TrimEnd(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            Add(name, at, number);
        }
        else if (_names.Contains($"{_server}:{name}"))
        {
            _texts++;
        }
    }

    private void Add(string name, DateTimeOffset at, double value)
    {
        _names.Add($"{_server}:{name}");
        _found.Add(new TimedFigure(at, _server, name, value));
    }

    private static DateTimeOffset? Time(JsonElement element)
    {
        foreach (var member in element.EnumerateObject().Where(member => TimeNames.Contains(member.Name, StringComparer.OrdinalIgnoreCase)))
        {
            if (member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetDouble(out var number))
            {
                return FromUnix(number);
            }

            if (member.Value.ValueKind == JsonValueKind.String
                && DateTimeOffset.TryParse(member.Value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out var time))
            {
                return time;
            }
        }

        return null;
    }

    // Seconds since 1970, or milliseconds where seconds would be beyond the year 5000.
    private static DateTimeOffset? FromUnix(double number) => number switch
    {
        > 0 and < 1e11 => DateTimeOffset.UnixEpoch.AddSeconds(number),
        >= 1e11 and < 1e14 => DateTimeOffset.UnixEpoch.AddMilliseconds(number),
        _ => null,
    };

    private static string? Text(JsonElement element, string[] names) => names
        .Select(name => element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null)
        .FirstOrDefault(text => !string.IsNullOrEmpty(text));

    private void Report(string path)
    {
        string[] parts =
        [
            .. _malformed > 0 ? [$"{_malformed} are no JSON"] : Array.Empty<string>(),
            .. _timeless > 0 ? [$"{_timeless} have no time"] : Array.Empty<string>(),
            .. _texts > 0 ? [$"{_texts} values are text"] : Array.Empty<string>(),
        ];
        if (parts.Length > 0)
        {
            context.Warn("HistoryPartlyRead", $"Of '{path}' some entries were left out: {string.Join(", ", parts)}. The rest was used.", path);
        }
    }
}

/// <summary>A number at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Server">The server that it is of; null where the entry names none.</param>
/// <param name="Name">What it is.</param>
/// <param name="Value">The number.</param>
internal sealed record TimedFigure(DateTimeOffset At, string? Server, string Name, double Value);
