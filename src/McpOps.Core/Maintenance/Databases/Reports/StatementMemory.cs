using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;
using McpOps.Protocol;

namespace McpOps.Maintenance.Databases.Reports;

/// <summary>What statements had cost at the last step <c>db.slow</c>; the next one reports the difference.</summary>
internal sealed class StatementMemory(string folder, string server, string database)
{
    /// <summary>Where it lies.</summary>
    public string Folder => folder;

    // A name of any length and in any writing fits a file system so.
    private string FileName => $"{CanonicalJson.Hash($"{server}\n{database}")}.json";

    public StatementCounts? Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(folder, FileName)), StatementJson.Default.StatementCounts);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    public void Write(StatementCounts counts)
    {
        OwnerOnly.CreateLastingFolder(folder);
        OwnerOnly.Replace(folder, FileName, JsonSerializer.SerializeToUtf8Bytes(counts with { Counts = [.. counts.Counts.Select(one => one with { Query = "" })] }, StatementJson.Default.StatementCounts));
    }
}

/// <summary>How it is written; the texts are left out.</summary>
[JsonSerializable(typeof(StatementCounts))]
internal sealed partial class StatementJson : JsonSerializerContext;
