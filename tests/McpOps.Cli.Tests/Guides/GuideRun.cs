using System.Diagnostics;
using System.Text.RegularExpressions;
using McpOps.Cli.Tests.Browsing;

namespace McpOps.Cli.Tests.Guides;

/// <summary>Runs every command of a guide's page on a replica of the system, as its profile operates it. Each guide has a class of its own, for they mostly wait and go side by side.</summary>
public abstract class GuideRun(ITestOutputHelper output)
{
    // Their exit code is an answer, and not whether they worked.
    private static readonly string[] Answers = ["health", "slo", "audit", "watch", "alerts", "diagnose", "capacity", "maintain", "advise"];

    private protected async Task RunAllAsync(string guide, string? database = null)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The replicas' services are processes of Linux.");
        var (ports, more) = GuideSystem.Variables(guide, database);
        await using var replica = await GuideReplica.StartAsync(guide, ports, more);
        foreach (var file in new[] { "figures.jsonl", "var/log/mcp-orch/metrics.log" }.Where(file => Directory.Exists(Path.GetDirectoryName(Path.Combine(replica.Root, file)))))
        {
            await File.WriteAllTextAsync(Path.Combine(replica.Root, file), """{"timestamp":"2026-11-01T00:00:00Z","contextSharing":85}""" + "\n", TestContext.Current.CancellationToken);
        }

        // What later rows look at is there: the page's own first minutes.
        var failures = new List<string>();
        foreach (var first in GuideRow.FirstMinutesOf(guide))
        {
            await TryAsync(replica, "at first", first, failures);
        }

        await ReportAsync(replica, guide, failures);

        // What stands in several rows is run once.
        foreach (var (heading, command) in GuideRow.Of(guide).SelectMany(row => row.Commands.Select(command => (row.Heading, command))).DistinctBy(pair => pair.command, StringComparer.Ordinal))
        {
            await TryAsync(replica, heading, command, failures);
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
    }

    // The guide's own reports come out of its profile: each of their figures is there, as the replica has it, with its source.
    private static async Task ReportAsync(GuideReplica replica, string guide, List<string> failures)
    {
        var (_, text, error) = await replica.RunAsync("report", "--since", "25h", "-o", "markdown");
        foreach (var format in Chromium.Pictures is null ? [] : new[] { "html", "mail" })
        {
            await File.WriteAllTextAsync(Path.Combine(Chromium.Pictures!, $"{guide}-{format}.html"), (await replica.RunAsync("report", "--since", "25h", "-o", format)).Output, TestContext.Current.CancellationToken);
        }

        foreach (var wanted in GuideReport.All.Where(wanted => wanted.Guide == guide))
        {
            var section = Regex.Split(text, "\n##+ ", RegexOptions.None, TimeSpan.FromSeconds(2)).FirstOrDefault(section => section.Replace("\\", "", StringComparison.Ordinal).StartsWith(wanted.Place + "\n", StringComparison.Ordinal)) ?? "";
            if (!Regex.IsMatch(section.Replace("\\", "", StringComparison.Ordinal), $"(?m)^\\| {wanted.Name} \\| {wanted.Value}(?: on average, [^|\\n]+)? \\| [^|\\n]+ \\|", RegexOptions.None, TimeSpan.FromSeconds(2)))
            {
                failures.Add($"The report of '{guide}' does not say '{wanted.Figure}' ('{wanted.Name}' in '{wanted.Place}') as '{wanted.Value}':\n{section}{error}");
            }
        }
    }

    private async Task TryAsync(GuideReplica replica, string heading, string command, List<string> failures)
    {
        var started = Stopwatch.GetTimestamp();
        string[] words = [.. GuideRow.Words(command).Skip(1), .. command.StartsWith("mcpops diagnose", StringComparison.Ordinal) ? new[] { "--interval", "1s" } : []];
        var (code, said, error) = await replica.RunAsync(words);
        output.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.00} s, {code}: {command}");

        // Alertmanager has no channel of the kind that stands here in the place of all.
        var isSpared = words[0] is "dashboard" && error.Split('\n', StringSplitOptions.RemoveEmptyEntries).All(line => line.StartsWith("warning ChannelNotExported", StringComparison.Ordinal));
        var works = code is 0 || isSpared || (Answers.Contains(words[0]) && code is 1 or 2 or 3);
        // What a plan or advice did stands in its table, and is no message.
        works &= words[0] is not ("maintain" or "advise") || !said.Split('\n').Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Contains("Failed"));
        if (!works || said.Length + error.Length == 0 && words[0] is not "report" || error.Contains("error ", StringComparison.Ordinal))
        {
            failures.Add($"{heading}: '{command}' ended with {code}.\n{said}{error}");
        }
    }
}
