using System.Collections;
using System.Management.Automation;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpOps.Capacity;
using McpOps.Servers;

namespace McpOps.Commands;

/// <summary>Finds out how much load servers take, what gives out first, and when resources run out; one server after the other.</summary>
[Cmdlet(VerbsDiagnostic.Test, "McpCapacity", DefaultParameterSetName = ByName, SupportsShouldProcess = true, HelpUri = "https://github.com/mcpops/mcpops/blob/main/docs/help/Test-McpCapacity.md")]
[OutputType(typeof(McpCapacity), typeof(bool))]
public sealed class TestMcpCapacityCommand : McpServerCmdlet
{
    /// <summary>The tool to call. When omitted the server's own mix or probe call from the inventory, else tools/list.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ToolNameCompleter))]
    public string? Tool { get; set; }

    /// <summary>The tool's arguments.</summary>
    [Parameter]
    public IDictionary? Arguments { get; set; }

    /// <summary>What load is made of: call (tool calls), list (tools/list), connect (connect and close) or churn (connect, call, close).</summary>
    [Parameter]
    [ValidateSet(LoadWorkload.Call, LoadWorkload.List, LoadWorkload.Connect, LoadWorkload.Churn)]
    public string? Workload { get; set; }

    /// <summary>The last step of the ramp 1, 2, 4 … (64 when omitted); with a rate the most calls in flight (10,000 when omitted).</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int MaxConcurrency { get; set; }

    /// <summary>Calls per second at fixed times, instead of a ramp.</summary>
    [Parameter]
    [ValidateRange(0.001, 10_000_000)]
    public double Rate { get; set; }

    /// <summary>What must hold, such as 'p99 &lt; 500ms, errors &lt; 1%'. Alone it starts a search for the highest rate that keeps it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ObjectiveCompleter))]
    public string? Objective { get; set; }

    /// <summary>How long load is made in all, in seconds. 30 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.1, 604_800)]
    [Seconds]
    public double Duration { get; set; } = 30;

    /// <summary>The time that one call may take, in seconds. 30 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600)]
    [Seconds]
    public double Timeout { get; set; } = 30;

    /// <summary>Sessions (HTTP) or processes (stdio) that the calls are spread over. 1 when omitted.</summary>
    [Parameter]
    [ValidateRange(1, 100_000)]
    public int Sessions { get; set; } = 1;

    /// <summary>The most calls in all; no limit when omitted.</summary>
    [Parameter]
    [ValidateRange(1, long.MaxValue)]
    public long MaxCalls { get; set; }

    /// <summary>The share of failed calls, above 0 to 1, from which a step is the last. 0.5 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.0001, 1.0)]
    public double MaxErrorRate { get; set; } = 0.5;

    /// <summary>The server's process on this machine, where it is not found by itself.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int ProcessId { get; set; }

    /// <summary>Makes no load: resources and forecast only.</summary>
    [Parameter]
    public SwitchParameter NoLoad { get; set; }

    /// <summary>Files of JSON lines with a time and numbers to forecast from.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] HistoryPath { get; set; } = [];

    /// <summary>The address of a Prometheus server to forecast from.</summary>
    [Parameter]
    public Uri? Prometheus { get; set; }

    /// <summary>PromQL expressions to forecast.</summary>
    [Parameter]
    public string[] Query { get; set; } = [];

    /// <summary>How far back Prometheus is asked, in days. 90 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.01, 3650)]
    [Days]
    public double Lookback { get; set; } = 90;

    /// <summary>Figures to forecast; wildcards are understood. All when omitted.</summary>
    [Parameter]
    [SupportsWildcards]
    public string[] Metric { get; set; } = [];

    /// <summary>Thresholds by figure, such as @{ 'system.disk_usage' = 90 }; they win over those that ship.</summary>
    [Parameter]
    public IDictionary? Threshold { get; set; }

    /// <summary>How far it is looked ahead, in days. 30 when omitted.</summary>
    [Parameter]
    [ValidateRange(0.01, 3650)]
    [Days]
    public double Horizon { get; set; } = 30;

    /// <summary>How long the memory of the server's process is watched for a leak, such as 5m.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AgeCompleter))]
    [LengthText]
    public string? Watch { get; set; }

    /// <summary>Starts stdio servers that were merely found in the configuration of an MCP client.</summary>
    [Parameter]
    public SwitchParameter Launch { get; set; }

    /// <summary>Loads hosts that are neither loopback nor private, and tools that do not declare that they only read.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes one Boolean instead: true when every server met its objective, and nothing crosses its threshold within the horizon.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    private protected override async Task WorkAsync(Pipe pipe, IReadOnlyList<McpServer> servers)
    {
        var options = Options();
        var good = true;
        IReadOnlyList<McpServer?> targets = servers;
        if (servers.Count == 0 && !options.Load)
        {
            // A history can be read without any server.
            targets = [null];
        }

        foreach (var server in targets)
        {
            if (options.Load && server is not null && !await pipe.ShouldProcessAsync(server.Name, $"Make load for up to {Duration:0.###} s"))
            {
                continue;
            }

            try
            {
                var result = await new CapacityTest(pipe.Context).RunAsync(server, options, pipe.CancellationToken);
                good &= result.IsSufficient;
                if (result.Interrupted)
                {
                    Keep(result);
                }
                else if (!Quiet)
                {
                    pipe.Write(result);
                }
            }
            catch (McpOpsException exception)
            {
                good = false;
                pipe.WriteError(exception);
            }
        }

        if (Quiet)
        {
            pipe.Write(good);
        }
    }

    // A pipeline that is being stopped takes nothing more. What was measured stays in a variable, and is shown to whoever pressed Ctrl-C.
    private void Keep(McpCapacity result)
    {
        SessionState.PSVariable.Set("global:McpCapacityInterrupted", result);
        Host.UI?.WriteLine($"{result.Describe()}\nKept in $McpCapacityInterrupted.");
    }

    private CapacityOptions Options()
    {
        var forecast = Forecast();
        var asksForLoad = Tool is not null || Workload is not null || Rate > 0 || MaxConcurrency > 0 || Objective is not null;
        return new CapacityOptions
        {
            Tool = Tool,
            Arguments = Arguments is null ? [] : (JsonObject)JsonSerializer.SerializeToNode(Plain(Arguments))!,
            Workload = Workload,
            Load = !NoLoad && (asksForLoad || (forecast is null && Watch is null)),
            MaxConcurrency = MaxConcurrency > 0 ? MaxConcurrency : null,
            Rate = Rate > 0 ? Rate : null,
            Objective = Objective is null ? null : CapacityObjective.Parse(Objective),
            Duration = TimeSpan.FromSeconds(Duration),
            CallTimeout = TimeSpan.FromSeconds(Timeout),
            Sessions = Sessions,
            MaxCalls = MaxCalls > 0 ? MaxCalls : null,
            MaxErrorRate = MaxErrorRate,
            ProcessId = ProcessId > 0 ? ProcessId : null,
            Forecast = forecast,
            Watch = Watch is null ? null : TimeLength.Parse(Watch),
            Launch = Launch,
            Force = Force,
        };
    }

    private ForecastOptions? Forecast() => HistoryPath.Length == 0 && Prometheus is null ? null : new ForecastOptions
    {
        HistoryPaths = [.. HistoryPath.SelectMany(Resolve)],
        Prometheus = Prometheus,
        Queries = Query,
        Lookback = TimeSpan.FromDays(Lookback),
        Metrics = Metric,
        Thresholds = (Threshold ?? new Hashtable()).Cast<DictionaryEntry>()
            .ToDictionary(entry => entry.Key.ToString()!, entry => LanguagePrimitives.ConvertTo<double>(entry.Value), StringComparer.OrdinalIgnoreCase),
        Horizon = TimeSpan.FromDays(Horizon),
    };

    // A path without wildcards may name a file that is not there: the engine says so.
    private IEnumerable<string> Resolve(string path) => WildcardPattern.ContainsWildcardCharacters(path)
        ? GetResolvedProviderPathFromPSPath(path, out _)
        : [GetUnresolvedProviderPathFromPSPath(path)];

    // Hashtables and what PowerShell wraps become what the serialiser knows.
    private static object? Plain(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) switch
    {
        IDictionary map => map.Cast<DictionaryEntry>().ToDictionary(entry => entry.Key.ToString()!, entry => Plain(entry.Value), StringComparer.Ordinal),
        string text => text,
        IEnumerable items => items.Cast<object?>().Select(Plain).ToArray(),
        var scalar => scalar,
    };
}
