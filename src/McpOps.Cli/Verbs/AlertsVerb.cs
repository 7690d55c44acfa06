using System.CommandLine;
using McpOps.Cli.Output;
using McpOps.Monitoring;

namespace McpOps.Cli.Verbs;

/// <summary><c>mcpops alerts</c>: what is wrong, and who was told; acknowledge it; tell it.</summary>
internal static class AlertsVerb
{
    public static Command Create(CliConsole console)
    {
        var verb = new Command("alerts", "List what is wrong, and who was told. 'alerts confirm' acknowledges, 'alerts send' tells.");
        var names = Servers();
        var rule = Rule();
        var state = new ListOption("--state") { Description = "The states: Pending, Firing, Recovering, Flapping, Acknowledged, Muted, Resolved, DeadLetter; all but Pending and Resolved when omitted.", HelpName = "STATE" };
        state.AcceptOnly("Pending", "Firing", "Recovering", "Flapping", "Acknowledged", "Muted", "Resolved", "DeadLetter");
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(names);
        foreach (var option in new Option[] { rule, state, config, history, output })
        {
            verb.Add(option);
        }

        verb.Add(Confirm(console));
        verb.Add(AlertSendVerb.Create(console));
        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new AlertQuery
            {
                Servers = parsed.GetValue(names) ?? [], Rules = parsed.GetValue(rule) ?? [], States = parsed.GetValue(state) ?? [],
                ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history),
            };
            var alerts = await new AlertDesk(console.Context).FindAsync(query, cancellationToken);
            Write(console, parsed.GetValue(output), alerts, query.States.Count > 0 ? "No alert is in this state." : "Nothing fires.");
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Command Confirm(CliConsole console)
    {
        var verb = new Command("confirm", "Acknowledge alerts: somebody knows, and reminders and escalation stop until it is over.");
        var names = Servers();
        var rule = Rule();
        var id = new ListOption("--id") { Description = "The id of an alert; may be given several times, or with commas.", HelpName = "ID" };
        var comment = new Option<string?>("--comment") { Description = "What others should know, such as who works on it.", HelpName = "TEXT" };
        var by = new Option<string?>("--by") { Description = "Who acknowledges; the account when omitted.", HelpName = "NAME" };
        var (config, history, output) = (SharedOptions.ConfigPath(), MonitoringOptions.History(), SharedOptions.Output());
        verb.Add(names);
        foreach (var option in new Option[] { rule, id, comment, by, config, history, output })
        {
            verb.Add(option);
        }

        verb.SetAction(async (parsed, cancellationToken) =>
        {
            var query = new AlertQuery
            {
                Servers = parsed.GetValue(names) ?? [], Rules = parsed.GetValue(rule) ?? [], Ids = parsed.GetValue(id) ?? [],
                ConfigPath = parsed.GetValue(config), History = parsed.GetValue(history),
            };
            if (query is { Servers.Count: 0, Ids.Count: 0 })
            {
                throw new McpOpsException("NothingNamed", McpErrorCategory.InvalidArgument, "Name the server whose alerts you acknowledge, '*' for all, or an alert by --id.");
            }

            Write(console, parsed.GetValue(output), await new AlertDesk(console.Context).ConfirmAsync(query, parsed.GetValue(by), parsed.GetValue(comment), cancellationToken));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static void Write(CliConsole console, OutputFormat format, IReadOnlyList<McpAlert> alerts, string none = "Nothing fires.")
    {
        if (alerts.Count == 0 && format is OutputFormat.Table)
        {
            console.WriteError(none);
            return;
        }

        ResultWriter.WriteAll(console, format, alerts, MonitoringColumns.Alerts);
    }

    private static Argument<string[]> Servers() => new("SERVER") { Description = "Names of servers, wildcards understood; all when omitted.", Arity = ArgumentArity.ZeroOrMore };

    private static Option<string[]> Rule() => new ListOption("--rule") { Description = "Names of rules, wildcards understood; all when omitted.", HelpName = "NAME" };
}
