using System.CommandLine;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary>The options that say which logs, and which part of them.</summary>
internal sealed class LogSelection
{
    private readonly Argument<string[]> _paths = new("PATH") { Description = "Files, folders, wildcards, '-', journald:UNIT or docker:CONTAINER. Those of each server of the inventory when omitted.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _since = new("--since") { Description = "Leave out what is older: a time such as 2026-11-20T06:00, or an age such as 24h or 7d.", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Leave out what was written at or after: a time or an age.", HelpName = "TIME" };
    private readonly Option<string?> _date = new("--date") { Description = "One day: 2026-11-20, today or yesterday.", HelpName = "DAY" };
    private readonly Option<string?> _last = new("--last") { Description = "The last so many minutes, hours, days or weeks: 30m, 24h, 7d, 2w.", HelpName = "AGE" };
    private readonly Option<string?> _format = new("--format") { Description = $"The format, when it shall not be recognised: {string.Join(", ", LogFormats.Names)}.", HelpName = "NAME" };
    private readonly Option<string?> _pattern = new("--pattern") { Description = "A regular expression with groups time, level, source, message; other named groups become fields.", HelpName = "REGEX" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Leave secrets unmasked." };

    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_paths);
        foreach (var option in (Option[])[_since, _until, _date, _last, _format, _pattern])
        {
            verb.Options.Add(option);
        }
    }

    public void AddRawTo(Command verb) => verb.Options.Add(_raw);

    /// <summary>True when no log is named.</summary>
    public bool IsEmpty(ParseResult parsed) => parsed.GetValue(_paths) is not { Length: > 0 };

    public LogOptions Read(ParseResult parsed, CliConsole console)
    {
        var range = LogPeriod.Parse(parsed.GetValue(_since), parsed.GetValue(_until), parsed.GetValue(_date), parsed.GetValue(_last), TimeZoneInfo.Local, console.Context.Time);
        var paths = parsed.GetValue(_paths) ?? [];
        return new LogOptions
        {
            Paths = paths,
            Since = range.Since,
            Until = range.Until,
            Format = parsed.GetValue(_format),
            Pattern = parsed.GetValue(_pattern),
            Raw = parsed.GetResult(_raw) is not null && parsed.GetValue(_raw),
            Input = paths.Contains("-", StringComparer.Ordinal) ? Console.OpenStandardInput() : null,
        };
    }
}
