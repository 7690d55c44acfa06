namespace McpOps.Servers;

/// <summary>What holds while one inventory is read: its file, where relative paths start, where warnings go.</summary>
/// <param name="context">Where warnings go.</param>
/// <param name="paths">What <c>~</c> means.</param>
/// <param name="folder">Where relative paths start.</param>
/// <param name="strict">True where a part that is wrong ends the reading, such as while the inventory is edited.</param>
internal sealed class InventoryScope(EngineContext context, ServerPaths paths, string folder, bool strict = false)
{
    /// <summary>What a warning of something wrong ends with.</summary>
    public const string LeftOut = " It was left out, and all else counts.";

    private readonly HashSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _gathered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Profile?> _profiles = new(StringComparer.Ordinal);

    /// <summary>The property names that were understood, by the type of object: the schema must know the same.</summary>
    public Dictionary<string, HashSet<string>> Known { get; } = new(StringComparer.Ordinal);

    /// <summary>Hears everything that is wrong, once each; where it is null, the first ends the reading.</summary>
    public Action<McpOpsException>? Gather { get; init; }

    /// <summary>How much that is wrong was met so far.</summary>
    public int Met { get; private set; }

    /// <summary>Ends the reading; where all that is wrong is gathered, it goes on.</summary>
    public void Refuse(McpOpsException problem)
    {
        if (Gather is null)
        {
            throw problem;
        }

        Met++;
        if (_gathered.Add(problem.Message))
        {
            Gather(problem);
        }
    }

    /// <summary>Reads a part. Where all that is wrong is gathered, a wrong one is left out, and what only follows from what was wrong in it is not told too.</summary>
    /// <param name="read">Reads it.</param>
    /// <param name="other">What stands for one that is wrong.</param>
    public T Part<T>(Func<T> read, T other)
    {
        var before = Met;
        try
        {
            return read();
        }
        catch (McpOpsException exception) when (Gather is not null)
        {
            if (Met == before)
            {
                Refuse(exception);
            }

            return other;
        }
    }

    public string Whole(string path) => paths.Whole(path, folder);

    /// <summary>The properties that are understood of a type of object. Every object of a type is asked for the same.</summary>
    public HashSet<string> KnownOf(string type)
    {
        if (!Known.TryGetValue(type, out var known))
        {
            Known.Add(type, known = new HashSet<string>(StringComparer.Ordinal));
        }

        return known;
    }

    /// <summary>The definition of a profile that a server names.</summary>
    public Profile Profile(ConfigNode name, string at)
    {
        if (!_profiles.TryGetValue(name.Text, out var profile))
        {
            _profiles.Add(name.Text, profile = ProfileStore.Find(name.Text));
        }

        if (profile is { Parts.Count: > 0 })
        {
            throw new McpOpsException("ProfileNotFound", McpErrorCategory.InvalidData,
                $"{name.Source}:{name.Line}: {at}.profile: '{name.Text}' describes {profile.Parts.Count} services, each a server of its own. Name one of them: {string.Join(", ", profile.Parts.Select(part => $"{name.Text}/{part}"))}; 'mcpops init --profile {name.Text}' (New-McpInventory -Profile {name.Text}) writes all.", name.Source);
        }

        return profile ?? throw new McpOpsException("ProfileNotFound", McpErrorCategory.InvalidData,
            $"{name.Source}:{name.Line}: {at}.profile: there is no such profile.{NearestName.Hint(name.Text, ProfileStore.ForServers)} The profiles are: {string.Join(", ", ProfileStore.ForServers)}.", name.Source);
    }

    public void Warn(string id, string file, int line, string message) => context.Warn(id, $"{file}:{line}: {message}", file);

    /// <summary>Warns of what is wrong and does not concern the rest.</summary>
    public void LeaveOut(string id, McpOpsException problem) => context.Warn(id, problem.Message + LeftOut, problem.Target);

    /// <summary>
    /// Leaves out a part that only watches, tells or tidies: a wrong alert route must not stop the backup. What says what a server is, and what is saved of it, is not left out.
    /// </summary>
    public void LeaveOutPart(McpOpsException problem)
    {
        if (strict || problem.ErrorId is not "InventoryInvalid")
        {
            throw problem;
        }

        // A plan of all servers is read for each.
        if (_leftOut.Add(problem.Message))
        {
            LeaveOut("InventoryPartInvalid", problem);
        }
    }

    public McpOpsException Wrong(ConfigNode at, string property, string what) =>
        new("InventoryInvalid", McpErrorCategory.InvalidData, $"{at.Source}:{at.Line}: {property} {what}{(what[^1] is '.' or '?' ? "" : ".")}", at.Source);
}
