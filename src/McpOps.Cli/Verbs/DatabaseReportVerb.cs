using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Maintenance;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops database report</c>: sizes, bloat, slow statements, indexes, connections.</summary>
internal static class DatabaseReportVerb
{
    private const int MostTop = 1000;
    private const int MostSubject = 100;

    private static readonly IReadOnlyList<Column<McpDatabaseReport>> Columns =
    [
        new("Server", line => line.Server) { MaxWidth = 20 },
        new("Database", line => line.Database) { MaxWidth = 20 },
        new("Area", line => line.Area),
        new("Status", line => line.Status) { Color = line => line.Status switch { "Healthy" => 32, "Degraded" => 33, "Unhealthy" => 31, _ => null } },
        new("Value", line => line.Value) { Right = true },
        new("Unit", line => line.Unit),
        new("Subject", line => line.Subject) { MaxWidth = 60 },
        new("Fact", line => line.Fact),
        new("AndSo", line => line.AndSo),
        new("SeenAt", line => line.SeenAt),
    ];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("report", "Say how servers' databases are: sizes, bloat, slow statements, unused and broken indexes, connections, what holds VACUUM back. It only looks. Exit codes: 0 nothing is unhealthy, 1 something is, 2 something could not be looked at, 64 usage.");
        var which = new MaintenanceServers(verb);
        var database = new ListOption("--database") { Description = "Only this database, by its name in the inventory; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var interval = MonitoringOptions.Duration("--interval", "Over which time statements are compared, from now on, such as 10s; when omitted since the last step db.slow of a plan, else since PostgreSQL counts.");
        var slow = new Option<double?>("--slow-ms") { Description = "A statement whose mean is at least so many milliseconds is slow; 1000 when omitted.", HelpName = "MS" };
        var top = new Option<int?>("--top") { Description = "So many tables, indexes and statements at most; 10 when omitted.", HelpName = "COUNT" };
        slow.Validators.Add(result => Check(result.Tokens.Count == 0 || result.GetValueOrDefault<double?>() is null or >= 0, result, "--slow-ms takes a number from 0 on."));
        top.Validators.Add(result => Check(result.Tokens.Count == 0 || result.GetValueOrDefault<int?>() is null or (>= 1 and <= MostTop), result, $"--top takes a whole number from 1 to {MostTop}."));
        var (history, output) = (MonitoringOptions.History(), SharedOptions.Output());
        foreach (var option in new Option[] { database, interval, slow, top, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var (chosen, _) = await which.FindAsync(parsed, console, cancellationToken);
            var options = new DatabaseReportOptions
            {
                Servers = chosen.Servers, Databases = parsed.GetValue(database) ?? [], Interval = MonitoringOptions.Parse(parsed.GetValue(interval), "--interval"),
                SlowMs = parsed.GetValue(slow) ?? 1000, Top = parsed.GetValue(top) ?? 10, History = parsed.GetValue(history),
            };
            var (format, lines) = (parsed.GetValue(output), new List<McpDatabaseReport>());
            await foreach (var line in new DatabaseReport(console.Context).RunAsync(options, cancellationToken))
            {
                lines.Add(line);
                WriteLine(console, format, line);
            }

            if (format is not OutputFormat.Table)
            {
                ResultWriter.WriteAll(console, format, lines, Columns);
            }

            return lines.Exists(line => line.Status is "Unhealthy") ? ExitCodes.Failed : lines.Exists(line => line.Status is "Unknown") ? ExitCodes.Partial : ExitCodes.Done;
        });
        return verb;
    }

    // A line is long, and its end is what matters: a person reads it whole, but for a statement, of which the beginning says enough.
    private static void WriteLine(CliConsole console, OutputFormat format, McpDatabaseReport line)
    {
        if (format is OutputFormat.Table)
        {
            var subject = TableWriter.OneLine(line.Subject) is { Length: > MostSubject } text ? text[..MostSubject] + "…" : TableWriter.OneLine(line.Subject);
            console.Out.WriteLine($"{console.Paint($"{line.Status,-9}", Columns[3].Color!(line))} {line.Database}  {line.Area,-11}  {(subject.Length > 0 ? subject + ": " : "")}{TableWriter.OneLine(line.Fact)}{(line.AndSo.Length > 0 ? $"\n{"",10}→ {TableWriter.OneLine(line.AndSo)}" : "")}");
        }
    }

    private static void Check(bool holds, System.CommandLine.Parsing.OptionResult result, string problem)
    {
        if (!holds)
        {
            result.AddError(problem);
        }
    }
}
