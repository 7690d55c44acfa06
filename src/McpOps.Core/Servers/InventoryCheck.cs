namespace McpOps.Servers;

/// <summary>Tells everything that is wrong with an inventory, without reaching a server.</summary>
/// <param name="context">Where to look for the time; its notices go into the result.</param>
/// <param name="paths">Where to look; this process's paths when null.</param>
public sealed class InventoryCheck(EngineContext context, ServerPaths? paths = null)
{
    private readonly ServerPaths _paths = paths ?? ServerPaths.FromProcess();

    /// <summary>Reads an inventory as every other command does.</summary>
    /// <param name="configPath">The file; looked for in its usual places when null.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="McpOpsException"><c>InventoryNotFound</c>: there is none.</exception>
    public async Task<McpInventoryTest> RunAsync(string? configPath, CancellationToken cancellationToken)
    {
        var path = InventoryLocation.Find(_paths, configPath) ?? throw new McpOpsException("InventoryNotFound", McpErrorCategory.ObjectNotFound,
            "There is no inventory (mcpops.json). Write a first one with 'mcpops init' (New-McpInventory).");
        var problems = new List<McpInventoryProblem>();
        IReadOnlyList<McpServer> servers = [];
        var whole = true;
        var reader = new InventoryReader(context with { Notices = new Sink(problems) }, _paths) { Gather = Refused };
        try
        {
            servers = reader.Read(path, cancellationToken);
        }
        catch (McpOpsException exception) when (exception.ErrorId is not "InventoryNotFound")
        {
            Refused(exception);
        }

        foreach (var server in servers)
        {
            problems.AddRange(server.References.Where(IsMissing).Distinct(StringComparer.Ordinal).Select(reference =>
                new McpInventoryProblem("Warning", "EnvironmentMissing", $"servers.{server.Name} refers to {reference}, which is not set here. Set it before the server is reached.")));
        }

        problems.AddRange(Missing(reader.Fleet));
        problems.AddRange(InventoryRules.Doubts(reader.Fleet).Select(doubt => new McpInventoryProblem("Warning", doubt.ErrorId, context.Words(doubt.Message))));
        problems.AddRange(InventoryRules.Doubts(servers).Select(doubt => new McpInventoryProblem("Warning", doubt.ErrorId, context.Words(doubt.Message))));
        problems.AddRange(InventoryRules.Problems(servers, whole).Select(problem => new McpInventoryProblem("Error", problem.ErrorId, context.Words(problem.Message))));
        return new McpInventoryTest
        {
            Path = path,
            Status = problems.Exists(problem => problem.Severity is "Error") ? InventoryStatus.Invalid : problems.Count > 0 ? InventoryStatus.Doubtful : InventoryStatus.Valid,
            Servers = servers.Count,
            Problems = problems,
        };

        void Refused(McpOpsException problem)
        {
            whole = false;
            problems.Add(new McpInventoryProblem("Error", problem.ErrorId, context.Words(problem.Message)));
        }
    }

    // What is missing here is else found out when somebody is to be told.
    private IEnumerable<McpInventoryProblem> Missing(McpFleet fleet)
    {
        (string Place, string When, IReadOnlyList<string> References)[] places =
        [
            .. fleet.Channels.Select(channel => ($"channels.{channel.Name}", "Until it is set, this channel takes no message: set it", channel.References)),
            ("history.store", "Set it", References.In([fleet.History.Store ?? ""])),
            ("watch.deadMan", "Until it is set, nobody notices when the watch is dead: set it", References.In([fleet.Watch.DeadMan ?? ""])),
        ];
        return places.SelectMany(place => place.References.Where(IsMissing).Select(reference =>
            new McpInventoryProblem("Warning", "EnvironmentMissing", $"{place.Place} refers to {reference}, which is not set here. {place.When} for the account, or in the timer or task, that runs McpOps.")));
    }

    private bool IsMissing(string reference) =>
        References.Reference().Match(reference) is { Success: true } match && !reference.Contains(":-", StringComparison.Ordinal) && string.IsNullOrEmpty(_paths.Variable(match.Groups["name"].Value));

    private sealed class Sink(List<McpInventoryProblem> problems) : IProgress<McpNotice>
    {
        // What a command leaves out, and goes on, is wrong all the same.
        public void Report(McpNotice value) => problems.Add(value.Id is "InventoryPartInvalid"
            ? new McpInventoryProblem("Error", "InventoryInvalid", value.Message[..^InventoryScope.LeftOut.Length])
            : new McpInventoryProblem("Warning", value.Id, value.Message));
    }
}

/// <summary>What the test of an inventory found.</summary>
public sealed record McpInventoryTest
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>One of <see cref="InventoryStatus"/>.</summary>
    public required string Status { get; init; }

    /// <summary>How many servers it holds.</summary>
    public int Servers { get; init; }

    /// <summary>What is wrong, and what may be.</summary>
    public IReadOnlyList<McpInventoryProblem> Problems { get; init => field = Readable.List(value); } = Readable.List<McpInventoryProblem>([]);
}

/// <summary>One thing that is wrong with an inventory, or may be.</summary>
/// <param name="Severity"><c>Error</c> or <c>Warning</c>.</param>
/// <param name="Id">The stable id of the condition.</param>
/// <param name="Message">File, line and property, and what to do.</param>
public sealed record McpInventoryProblem(string Severity, string Id, string Message)
{
    /// <summary>What is wrong.</summary>
    public override string ToString() => Message;
}

/// <summary>The words for how an inventory is.</summary>
public static class InventoryStatus
{
    /// <summary>As it should be.</summary>
    public const string Valid = "Valid";

    /// <summary>Readable; something in it is not understood, or a variable is missing.</summary>
    public const string Doubtful = "Doubtful";

    /// <summary>Cannot be used.</summary>
    public const string Invalid = "Invalid";
}
