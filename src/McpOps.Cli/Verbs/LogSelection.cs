using System.CommandLine;
using McpOps.Logs;

namespace McpOps.Cli.Verbs;

/// <summary>The options that say which logs, and which part of them.</summary>
internal sealed class LogSelection
{
    private readonly Argument<string[]> _paths = new("PATH") { Description = "Files, folders, wildcards, '-', journald:UNIT, docker:CONTAINER, compose:PROJECT[/SERVICE] or kubernetes:[NAMESPACE/]POD[/CONTAINER]. Those of each server of the inventory when omitted.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _since = new("--since") { Description = "Leave out what is older: a time such as 2026-11-20T06:00, or an age such as 24h or 7d.", HelpName = "TIME" };
    private readonly Option<string?> _until = new("--until") { Description = "Leave out what was written at or after: a time or an age.", HelpName = "TIME" };
    private readonly Option<string?> _date = new("--date") { Description = "One day: 2026-11-20, today or yesterday.", HelpName = "DAY" };
    private readonly Option<string?> _last = new("--last") { Description = "The last so many minutes, hours, days or weeks: 30m, 24h, 7d, 2w.", HelpName = "AGE" };
    private readonly Option<string?> _format = new("--format") { Description = $"The format, when it shall not be recognised: {string.Join(", ", LogFormats.Names)}.", HelpName = "NAME" };
    private readonly Option<string?> _pattern = new("--pattern") { Description = "The format of the lines, as a regular expression with groups time, level, source, message; other named groups become fields. What is looked for is given by --match.", HelpName = "REGEX" };
    private readonly Option<string?> _level = new("--level") { Description = "Only entries of this level and graver ones: trace, debug, info, notice, warning, error, critical. Answers of status 5xx count as errors.", HelpName = "LEVEL" };
    private readonly Option<string?> _match = new("--match") { Description = "Only entries whose text fits this regular expression; upper and lower case do not count.", HelpName = "REGEX" };
    private readonly Option<string?> _minDuration = new("--min-duration") { Description = "Only entries that tell of something which took at least so long: 500ms, 2s, 1m.", HelpName = "TIME" };
    private readonly Option<int?> _tail = new("--tail") { Description = "Only the last so many of the entries that fit, of each file.", HelpName = "COUNT" };
    private readonly Option<bool> _raw = new("--raw") { Description = "Leave secrets unmasked." };

    public void AddTo(Command verb)
    {
        verb.Arguments.Add(_paths);
        foreach (var option in (Option[])[_since, _until, _date, _last, _format, _pattern, _level, _match, _minDuration])
        {
            verb.Options.Add(option);
        }
    }

    public void AddTailTo(Command verb) => verb.Options.Add(_tail);

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
            Level = parsed.GetValue(_level),
            Match = parsed.GetValue(_match),
            MinDuration = parsed.GetValue(_minDuration),
            Tail = parsed.GetResult(_tail) is not null && parsed.GetValue(_tail) is { } tail ? Math.Max(0, tail) : null,
            Raw = parsed.GetResult(_raw) is not null && parsed.GetValue(_raw),
            Input = paths.Contains("-", StringComparer.Ordinal) ? Console.OpenStandardInput() : null,
        };
    }
}
