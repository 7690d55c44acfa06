using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Maintenance.Recovery;

/// <summary>When each server was restarted: on the disk, so that a timer and a person count alike.</summary>
internal sealed class RestartCount(string folder)
{
    private const int Remembered = 100;
    private const string FileName = "restarts.json";

    /// <summary>The restarts of a server within a plan's time.</summary>
    public IReadOnlyList<DateTimeOffset> Recent(string server, McpRecoverPlan plan, DateTimeOffset now) => Recent(Read().GetValueOrDefault(server) ?? [], plan, now);

    /// <summary>Notes one, before the server is touched.</summary>
    public void Add(string server, DateTimeOffset now)
    {
        var all = Read();
        all[server] = [.. (all.GetValueOrDefault(server) ?? []).TakeLast(Remembered), now];
        OwnerOnly.CreateFolder(folder);
        OwnerOnly.Replace(folder, FileName, JsonSerializer.SerializeToUtf8Bytes(all, RestartJson.Default.DictionaryStringListDateTimeOffset));
    }

    /// <summary>Those within the time; what is dated into the future is of a clock that jumped, and counts as now.</summary>
    internal static IReadOnlyList<DateTimeOffset> Recent(IReadOnlyList<DateTimeOffset> all, McpRecoverPlan plan, DateTimeOffset now) => [.. all.Where(at => at > now - plan.Within)];

    private Dictionary<string, List<DateTimeOffset>> Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), RestartJson.Default.DictionaryStringListDateTimeOffset) ?? new(StringComparer.Ordinal);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            return new(StringComparer.Ordinal);
        }
    }
}

/// <summary>How the count is written.</summary>
[JsonSerializable(typeof(Dictionary<string, List<DateTimeOffset>>))]
internal sealed partial class RestartJson : JsonSerializerContext;
