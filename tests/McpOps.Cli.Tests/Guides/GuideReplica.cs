namespace McpOps.Cli.Tests.Guides;

/// <summary>A guide's system in small, on which commands are run in this process.</summary>
internal sealed class GuideReplica : IAsyncDisposable
{
    private readonly GuideSystem _system = new(words => Cli.RunAsync(words), TestContext.Current.CancellationToken);

    public string Root => _system.Root;

    public string Inventory => _system.Inventory;

    public IReadOnlyCollection<string> Servers => _system.Servers;

    /// <summary>Lays the files of a system, and starts its services by <c>mcpops restart</c>.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="ports">The profile's variables that hold ports, with the service that listens on it.</param>
    /// <param name="more">Further variables.</param>
    /// <param name="recover">What of its recovery is otherwise than in the profile.</param>
    /// <param name="words">What else of a server is, by its name.</param>
    public static async Task<GuideReplica> StartAsync(string profile, IReadOnlyDictionary<string, string> ports, IReadOnlyDictionary<string, string>? more = null,
        string recover = "\"settle\": \"1s\"", IReadOnlyDictionary<string, string>? words = null)
    {
        var replica = new GuideReplica();
        try
        {
            await replica._system.StartAsync(profile, ports, more ?? new Dictionary<string, string>(), recover, words ?? new Dictionary<string, string>());
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs <c>mcpops</c> on its inventory; files that a command names lie below the root.</summary>
    public async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string[] words = [.. arguments];
        for (var index = 1; index < words.Length; index++)
        {
            var isFile = words[index - 1] is "--path" or "--folder" or "--destination" or "--to" or "--history-path" or "--project" || words[index].EndsWith(".jsonl", StringComparison.Ordinal) || words[index].EndsWith("/metrics.log", StringComparison.Ordinal);
            words[index] = isFile && !words[index].Contains("://", StringComparison.Ordinal) && !words[index].StartsWith(Root, StringComparison.Ordinal) ? Path.Join(Root, words[index]) : words[index];
        }

        // A scheduler wants the place where mcpops is installed, which here it is not.
        string[] own = [.. words, .. words[0] is "schedule" ? new[] { "--command", Command.McpOps } : [], "--config-path", Inventory];
        return await Cli.RunAsync(words[0] is not "init" && CommandLine.Create(new CliConsole(TextWriter.Null, TextWriter.Null, TextReader.Null), words[0]).Parse(own).Errors.Count == 0 ? own : words);
    }

    /// <summary>Breaks a service, by the words that its replica knows; mends it with none.</summary>
    public void Break(string server, params string[] faults)
    {
        Directory.CreateDirectory(Path.Combine(Root, "control"));
        File.WriteAllLines(Path.Combine(Root, "control", server), faults);
    }

    public Task KillAsync(string server) => _system.KillAsync(server);

    public ValueTask DisposeAsync() => _system.DisposeAsync();
}
