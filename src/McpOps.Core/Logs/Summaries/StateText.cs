using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpOps.Logs.Summaries;

/// <summary>Writes a state as a text that survives files, remoting and jobs, and reads it again.</summary>
internal static class StateText
{
    private const int Version = 2;

    /// <summary>Writes a state.</summary>
    public static string Write(SummaryState state)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(StateData.From(state, Version), StateDataJson.Default.StateData);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }

    /// <summary>Reads a state.</summary>
    /// <exception cref="McpOpsException"><c>InvalidLogSummary</c>: the text is not a state, or of a later release.</exception>
    public static SummaryState Read(string text)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Convert.FromBase64String(text)), CompressionMode.Decompress);
            var data = JsonSerializer.Deserialize(gzip, StateDataJson.Default.StateData);
            if (data is { Version: Version })
            {
                return data.ToState();
            }
        }
        catch (Exception exception) when (exception is FormatException or InvalidDataException or JsonException or ArgumentException)
        {
            throw Invalid(exception);
        }

        throw Invalid(null);
    }

    private static McpOpsException Invalid(Exception? inner) =>
        new("InvalidLogSummary", McpErrorCategory.InvalidData, "The summary's State cannot be read: it is cut, changed, or of another release. Sum up the log anew.", innerException: inner);
}

/// <summary>How a state is read and written.</summary>
[JsonSerializable(typeof(StateData))]
internal sealed partial class StateDataJson : JsonSerializerContext;
