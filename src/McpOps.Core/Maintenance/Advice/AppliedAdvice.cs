using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using McpOps.Files;

namespace McpOps.Maintenance.Advice;

/// <summary>A setting that was changed by advice, as it is remembered for an undo.</summary>
internal sealed record AppliedAdvice
{
    public required string Server { get; init; }

    public required string Rule { get; init; }

    public required string Path { get; init; }

    public required string Key { get; init; }

    /// <summary>What it was; null where the file did not hold it.</summary>
    public string? From { get; init; }

    public required string To { get; init; }

    /// <summary>The hash of the file as it was written.</summary>
    public required string Written { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary>When it was undone, or forgotten.</summary>
    public DateTimeOffset? UndoneAt { get; init; }

    /// <summary>Its place among the others, and the name of its files.</summary>
    [JsonIgnore]
    public string Id { get; init; } = "";

    public static string Hash(ReadOnlySpan<byte> content) => Convert.ToHexString(SHA256.HashData(content));
}

/// <summary>Keeps what was applied on the disk: for each a record, and a copy of the file from before, which only their owner may read.</summary>
/// <param name="state">The folder of a host's records.</param>
internal sealed class AppliedAdvices(string state)
{
    private const int Kept = 200;
    private string Place => Path.Combine(state, "advice");

    /// <summary>Keeps the file as it is, and writes down what is about to be changed: before it is.</summary>
    /// <returns>The record, with its id.</returns>
    public AppliedAdvice Add(AppliedAdvice applied, ReadOnlySpan<byte> before)
    {
        var made = applied with { Id = string.Create(CultureInfo.InvariantCulture, $"{applied.At:yyyyMMddHHmmssfffffff}-{Guid.NewGuid():N}") };
        OwnerOnly.CreateLastingFolder(Place);
        OwnerOnly.Replace(Place, made.Id + ".before", before);
        Write(made);
        return made;
    }

    public void Write(AppliedAdvice applied) => OwnerOnly.Replace(Place, applied.Id + ".json", JsonSerializer.SerializeToUtf8Bytes(applied, AppliedAdviceJson.Default.AppliedAdvice));

    /// <summary>The copy of the file from before.</summary>
    public string Copy(AppliedAdvice applied) => Path.Combine(Place, applied.Id + ".before");

    /// <summary>What was applied and not undone, the newest first.</summary>
    public IReadOnlyList<AppliedAdvice> Read() => [.. All().Where(applied => applied.UndoneAt is null).OrderByDescending(applied => applied.Id, StringComparer.Ordinal)];

    /// <summary>What was undone, or forgotten, the newest first: it is not advised again.</summary>
    public IReadOnlyList<AppliedAdvice> Declined() => [.. All().Where(applied => applied.UndoneAt is not null).OrderByDescending(applied => applied.Id, StringComparer.Ordinal)];

    /// <summary>What was undone long ago goes.</summary>
    public void Shorten()
    {
        foreach (var old in All().Where(applied => applied.UndoneAt is not null).OrderByDescending(applied => applied.Id, StringComparer.Ordinal).Skip(Kept))
        {
            Remove(old);
        }
    }

    /// <summary>Forgets one, with its copy.</summary>
    public void Remove(AppliedAdvice applied)
    {
        File.Delete(Copy(applied));
        File.Delete(Path.Combine(Place, applied.Id + ".json"));
    }

    private IEnumerable<AppliedAdvice> All() => !Directory.Exists(Place) ? [] : Directory.EnumerateFiles(Place, "*.json").Select(Parse).OfType<AppliedAdvice>();

    private static AppliedAdvice? Parse(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AppliedAdviceJson.Default.AppliedAdvice) is { } applied ? applied with { Id = Path.GetFileNameWithoutExtension(path) } : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(AppliedAdvice))]
internal sealed partial class AppliedAdviceJson : JsonSerializerContext;
