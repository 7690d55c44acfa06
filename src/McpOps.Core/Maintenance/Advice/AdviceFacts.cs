using System.Globalization;
using McpOps.Maintenance.Plans;
using McpOps.Monitoring;
using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Advice;

/// <summary>Reads what rules of advice ask: the host, and the history.</summary>
/// <param name="server">The server.</param>
/// <param name="store">The history.</param>
/// <param name="time">The clock.</param>
internal sealed class AdviceFacts(McpServer server, IHistoryStore store, TimeProvider time)
{
    // So many parts of the time are asked whether they hold a sample.
    private const int Parts = 24;
    private const int Fewest = 10;

    private readonly Dictionary<string, AdviceReading> _known = new(StringComparer.Ordinal);

    /// <summary>What is known of a term.</summary>
    public AdviceReading this[AdviceTerm term] => _known[term.Text];

    /// <summary>Reads all that a rule asks, each thing once.</summary>
    public async Task ReadAsync(McpAdviceRule rule, CancellationToken cancellationToken)
    {
        foreach (var term in rule.Conditions.SelectMany(condition => condition.Terms).Concat(rule.Target.Factors.Select(factor => factor.Term)).Where(term => term.Number is null && !term.IsValue && !_known.ContainsKey(term.Text)).ToList())
        {
            _known[term.Text] = term.Metric is null ? Fact(term.Text) : await TryFigureAsync(term, cancellationToken);
        }
    }

    /// <summary>The value of the setting, as its file has it.</summary>
    public static AdviceReading Setting(McpAdviceRule rule)
    {
        if (rule.File is not { } path)
        {
            return new AdviceReading { IsUnnamed = true };
        }

        try
        {
            return SettingFile.Read(path).Value(rule.Key) is { } value ? Of(value, $"{rule.Key} = {value} in {path}")
                : rule.Default is { } standard ? Of(standard, $"{rule.Key} is not set in {path}: then it is {standard}")
                : new AdviceReading { Missing = $"'{path}' does not set {rule.Key}, and the rule names no default." };
        }
        catch (SettingException exception)
        {
            return new AdviceReading { Missing = exception.Message };
        }
    }

    private static AdviceReading Of(string value, string evidence) => new()
    {
        Text = value, Evidence = evidence, Number = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null,
    };

    private AdviceReading Fact(string fact)
    {
        double? value = fact switch
        {
            AdviceTerm.Cores => Environment.ProcessorCount,
            AdviceTerm.MemoryMb => new HostSampler(time).Sample().MemoryTotalBytes / 1048576.0,
            _ => HostFacts.Read(fact, server, time),
        };
        return value is { } known ? new AdviceReading { Number = known, Evidence = $"{fact} = {AdviceTerm.Write(known)}" } : new AdviceReading { Missing = $"This host does not tell '{fact}'." };
    }

    private async Task<AdviceReading> TryFigureAsync(AdviceTerm term, CancellationToken cancellationToken)
    {
        try
        {
            return await FigureAsync(term, cancellationToken);
        }
        catch (McpOpsException exception) when (HistoryFaults.IsOfReading(exception))
        {
            return new AdviceReading { Missing = $"{term.Text}: {exception.Message}" };
        }
    }

    private async Task<AdviceReading> FigureAsync(AdviceTerm term, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var reader = new StretchReader(store);
        var whole = (await reader.ReadAsync(server.Name, term.Metric!, now - term.Window, now, null, cancellationToken))[0];
        if (whole.Count < Fewest || whole.Of(term.Statistic) is not { } value)
        {
            return new AdviceReading
            {
                Missing = $"{term.Text}: {(whole.Count == 0 ? "no sample" : $"only {whole.Count} samples")} of '{term.Metric}' in that time, and {Fewest} are needed. The watch takes them: 'mcpops watch' (Watch-McpHealth).",
            };
        }

        var parts = await reader.ReadAsync(server.Name, term.Metric!, now - term.Window, now, term.Window / Parts, cancellationToken);
        return new AdviceReading
        {
            Number = value, Evidence = $"{term.Text} = {AdviceTerm.Write(value)} ({whole.Count} samples)", Covered = (double)parts.Count(part => part.Count > 0) / parts.Count,
        };
    }
}
