using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Logs;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops slo</c>: does it do what it is to do?</summary>
internal static class SloVerb
{
    // As a monitoring plugin ends: 0 all met, 1 at risk, 2 missed, 3 nobody can say.
    private const int AtRisk = 1;
    private const int Missed = 2;
    internal const int Unknown = 3;
    private static readonly int[] Worse = [ExitCodes.Done, Unknown, AtRisk, Missed];

    public static Command Create(CliConsole console)
    {
        var verb = new Command("slo", "Compute from the history what servers were to achieve and what they achieved. Ends with 0 when all is met, 1 when something is at risk, 2 when something is missed, 3 when nothing is known, also where there are no objectives.");
        var names = new Argument<string[]>("SERVER") { Description = "Names of servers, wildcards understood; all that have objectives when omitted.", Arity = ArgumentArity.ZeroOrMore };
        var objective = new ListOption("--objective") { Description = "An objective, such as availability; wildcards understood; may be given several times, or with commas. All when omitted.", HelpName = "NAME" };
        var until = new Option<string?>("--until") { Description = "The end of the windows: a time, or an age such as 24h; now when omitted.", HelpName = "TIME" };
        var window = MonitoringOptions.Duration("--window", "The length of the windows, such as 7d; each objective's own when omitted.");
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(names);
        foreach (var option in new Option[] { objective, until, window, config, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new ObjectiveQuery
            {
                Servers = parsed.GetValue(names) ?? [],
                Objectives = parsed.GetValue(objective) ?? [],
                Until = LogPeriod.Parse(null, parsed.GetValue(until), null, null, TimeZoneInfo.Local, console.Context.Time).Until,
                Window = MonitoringOptions.Parse(parsed.GetValue(window), "--window"),
                ConfigPath = parsed.GetValue(config),
                History = parsed.GetValue(history),
            };
            var found = new List<McpObjective>();
            await foreach (var one in new ObjectiveReader(console.Context).ReadAsync(query, cancellationToken))
            {
                found.Add(one);
            }

            ResultWriter.WriteAll(console, parsed.GetValue(output), found, MonitoringColumns.Objectives);

            // Something that is missed weighs more than something of which nothing is known.
            return found.Select(Code).MaxBy(code => Array.IndexOf(Worse, code));
        });
        return verb;
    }

    private static int Code(McpObjective objective) => objective.Status switch
    {
        ObjectiveStatus.Met => ExitCodes.Done,
        ObjectiveStatus.AtRisk => AtRisk,
        ObjectiveStatus.Missed => Missed,
        _ => Unknown,
    };
}
