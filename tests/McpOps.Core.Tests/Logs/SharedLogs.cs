
namespace McpOps.Core.Tests.Logs;

/// <summary>Samples of Loghub (Zhu et al., "Loghub: a large collection of system log datasets", ISSRE 2023) with their true templates, where they are at hand.</summary>
internal static class SharedLogs
{
    public static string FolderOrSkip()
    {
        var folder = Find();
        Assert.SkipUnless(folder is not null, "Loghub is not at hand: set MCPOPS_SHARED_DATA to the folder that holds loghub/.");
        return folder!;
    }

    /// <summary>The share of lines whose predicted group is the same set of lines as their true group.</summary>
    public static async Task<double> AccuracyAsync(string system)
    {
        var log = Directory.GetFiles(system, "*.log")[0];
        var truth = ReadEvents(log + "_structured.csv");
        var found = (await new LogRun().ReadAsync(LogRun.Of(log))).ToDictionary(entry => (int)entry.Line!.Value, entry => entry.TemplateId);
        var predicted = Enumerable.Range(1, truth.Count).GroupBy(line => found.GetValueOrDefault(line, -line));
        var groups = Enumerable.Range(1, truth.Count).GroupBy(line => truth[line - 1], StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return predicted.Where(group => group.Select(line => truth[line - 1]).Distinct(StringComparer.Ordinal).Count() == 1 && groups[truth[group.First() - 1]] == group.Count()).Sum(group => group.Count()) / (double)truth.Count;
    }

    private static List<string> ReadEvents(string path)
    {
        var rows = Csv(File.ReadAllText(path)).ToList();
        var column = rows[0].IndexOf("EventId");
        return [.. rows.Skip(1).Select(row => row[column])];
    }

    private static IEnumerable<List<string>> Csv(string text)
    {
        var (row, field, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (quoted && text[i] == '"' && i + 1 < text.Length && text[i + 1] == '"')
            {
                field.Append(text[i++]);
            }
            else if (text[i] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && text[i] is ',' or '\n')
            {
                row.Add(field.ToString().TrimEnd('\r'));
                field.Clear();
                if (text[i] == '\n')
                {
                    yield return row;
                    row = [];
                }
            }
            else
            {
                field.Append(text[i]);
            }
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("MCPOPS_SHARED_DATA") is { Length: > 0 } given)
        {
            return Directory.Exists(Path.Combine(given, "loghub")) ? Path.Combine(given, "loghub") : null;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var found = Path.Combine(folder.FullName, "shared", "data", "loghub");
            if (Directory.Exists(found))
            {
                return found;
            }
        }

        return null;
    }
}
