using System.CommandLine;
using System.Globalization;
using McpOps.Cli.Serve;
using Microsoft.Extensions.Logging;

namespace McpOps.Cli.Verbs;

/// <summary>The options of <c>mcpops serve</c>: where it listens, how much it takes, and how it logs.</summary>
internal sealed class ServeArguments
{
    private static readonly ServeOptions Defaults = new();

    private readonly Option<bool> _stdio = new("--stdio") { Description = "Speak over standard input and output instead of HTTP." };
    private readonly Option<string> _host = new("--host") { Description = "The address to listen on.", HelpName = "ADDRESS", DefaultValueFactory = _ => Defaults.Host };
    private readonly Option<int> _port = Number("--port", "The port to listen on; 0 takes a free one.", Defaults.Port, 0, 65_535);
    private readonly Option<string[]> _allowHost = new("--allow-host") { Description = "A host name that requests may name besides the loopback ones.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _fetchHost = new("--fetch-host") { Description = "A host that pages may be fetched from although its address is not public; with a port, on that port alone.", HelpName = "NAME[:PORT]", AllowMultipleArgumentsPerToken = true };
    private readonly Option<int> _maxConcurrency = Number("--max-concurrency", "Tool calls that run at once, over all clients.", Defaults.MaxConcurrency, 1, 1024);
    private readonly Option<int> _maxQueue = Number("--max-queue", "Tool calls that wait for their turn; a further one is answered 'Busy'.", Defaults.MaxQueue, 0, 100_000);
    private readonly Option<int> _maxSessions = Number("--max-sessions", "Sessions that are kept at once; the one idle longest gives way.", Defaults.MaxSessions, 1, 1_000_000);
    private readonly Option<int> _sessionTimeout = Number("--session-timeout", "Seconds after which an idle session is ended.", (int)Defaults.SessionIdleTimeout.TotalSeconds, 1, 86_400);
    private readonly Option<LogFormat> _logFormat = new("--log-format") { Description = "The form of the log on standard error.", DefaultValueFactory = _ => LogFormat.Text };
    private readonly Option<string> _logLevel = new Option<string>("--log-level") { Description = "The least that is logged.", DefaultValueFactory = _ => "info" }.AcceptOnlyFromAmong("info", "warning", "error");

    public ServeArguments(Command verb)
    {
        foreach (var option in (Option[])[_stdio, _host, _port, _allowHost, _fetchHost, _maxConcurrency, _maxQueue, _maxSessions, _sessionTimeout, _logFormat, _logLevel])
        {
            verb.Options.Add(option);
        }
    }

    public bool IsStdio(ParseResult parsed) => parsed.GetValue(_stdio);

    public ServeOptions Options(ParseResult parsed) => Defaults with
    {
        Host = parsed.GetValue(_host)!,
        Port = parsed.GetValue(_port),
        AllowedHosts = parsed.GetValue(_allowHost) ?? [],
        MaxConcurrency = parsed.GetValue(_maxConcurrency),
        MaxQueue = parsed.GetValue(_maxQueue),
        MaxSessions = parsed.GetValue(_maxSessions),
        SessionIdleTimeout = TimeSpan.FromSeconds(parsed.GetValue(_sessionTimeout)),
    };

    public IReadOnlyCollection<string> FetchHosts(ParseResult parsed) => parsed.GetValue(_fetchHost) ?? [];

    public ServeLog Log(ParseResult parsed, LogQueue lines, TimeProvider time)
    {
        var minimum = parsed.GetValue(_logLevel) switch
        {
            "error" => LogLevel.Error,
            "warning" => LogLevel.Warning,
            _ => LogLevel.Information,
        };
        return new ServeLog(lines.Add, time, parsed.GetValue(_logFormat), minimum);
    }

    private static Option<int> Number(string name, string description, int value, int least, int most)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", DefaultValueFactory = _ => value };
        option.Validators.Add(result =>
        {
            // What is no number at all, the parser reports itself.
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var given) && (given < least || given > most))
            {
                result.AddError($"{name} is a number from {least} to {most}, not {given}.");
            }
        });
        return option;
    }
}
