using System.Text.Json;
using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>Reads the lines of one segment in their order; it remembers the names of the figures.</summary>
/// <param name="server">The server whose segment it is.</param>
internal sealed class SampleParser(string server)
{
    private string _message = "";

    /// <summary>The names of the figures, in their order.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>A line (without check sum and closing brace) as a sample; null when it is none, or names the columns.</summary>
    public McpSample? Read(ReadOnlySpan<byte> head)
    {
        var values = new Dictionary<string, double>(StringComparer.Ordinal);
        var line = ReadFigures(head, null, values);
        if (line is not { } found)
        {
            return null;
        }

        // A message is written when it changes; what is well has none.
        _message = found.Status is HealthStatus.Healthy ? "" : found.Message.Length > 0 ? found.Message : _message;
        return new McpSample { Server = server, Slot = DateTimeOffset.FromUnixTimeSeconds(found.Slot), Status = found.Status, Verdict = found.Verdict, Message = _message, Mark = found.Mark, Values = values };
    }

    /// <summary>The parts of a line; only the figure of one column where one is wanted, which costs least.</summary>
    /// <param name="head">The line.</param>
    /// <param name="wanted">The column; null for all, into <paramref name="values"/>.</param>
    /// <param name="values">Where all go.</param>
    public Line? ReadFigures(ReadOnlySpan<byte> head, int? wanted, Dictionary<string, double>? values)
    {
        // The closing brace was cut off with the check sum.
        var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
        var line = new Line { Status = HealthStatus.Healthy, Verdict = McpVerdict.Healthy };
        var isSample = false;
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType is not JsonTokenType.PropertyName)
                {
                    continue;
                }

                if (reader.ValueTextEquals("t"u8))
                {
                    isSample = reader.Read();
                    line.Slot = reader.GetInt64();
                }
                else if (reader.ValueTextEquals("m"u8))
                {
                    ReadValues(ref reader, ref line, wanted, values);
                }
                else if (reader.ValueTextEquals("columns"u8))
                {
                    Columns = ReadColumns(ref reader);
                    return null;
                }
                else
                {
                    ReadText(ref reader, ref line);
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }

        return isSample ? line : null;
    }

    private void ReadValues(ref Utf8JsonReader reader, ref Line line, int? wanted, Dictionary<string, double>? values)
    {
        reader.Read();
        for (var index = 0; reader.Read() && reader.TokenType is not JsonTokenType.EndArray; index++)
        {
            if (reader.TokenType is not JsonTokenType.Number)
            {
                continue;
            }

            if (index == wanted)
            {
                line.Value = reader.GetDouble();
            }
            else if (values is not null && index < Columns.Count)
            {
                values[Columns[index]] = reader.GetDouble();
            }
        }
    }

    private static void ReadText(ref Utf8JsonReader reader, ref Line line)
    {
        var name = reader.GetString();
        reader.Read();
        var text = reader.GetString() ?? "";
        switch (name)
        {
            case "s":
                line.Status = text;
                break;
            case "v":
                line.Verdict = text;
                break;
            case "k":
                line.Mark = text;
                break;
            case "x":
                line.Message = text;
                break;
            default:
                break;
        }
    }

    private static List<string> ReadColumns(ref Utf8JsonReader reader)
    {
        var columns = new List<string>();
        reader.Read();
        while (reader.Read() && reader.TokenType is JsonTokenType.String)
        {
            columns.Add(reader.GetString()!);
        }

        return columns;
    }

    /// <summary>The parts of a line.</summary>
    internal struct Line
    {
        public long Slot;
        public string Status;
        public string Verdict;
        public string Message = "";
        public string? Mark;
        public double? Value;

        public Line()
        {
            Status = Verdict = "";
        }
    }
}
