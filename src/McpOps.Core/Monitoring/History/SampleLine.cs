using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using McpOps.Probing;
using McpOps.Protocol;

namespace McpOps.Monitoring;

/// <summary>
/// A sample as a line of JSON: <c>{"t":1764288000,"m":[12.3,845],"c":"1a2b3c4d"}</c>. The names of the figures stand in a line of their own before, <c>{"columns":[…]}</c>;
/// status and verdict only where they are not Healthy. Every line ends in a check sum (CRC-32C) of what stands before it.
/// </summary>
internal static class SampleLine
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static ReadOnlySpan<byte> Sum => ",\"c\":\""u8;
    private const int SumBytes = 6 + 8 + 2;

    public static void WriteColumns(IBufferWriter<byte> output, IReadOnlyList<string> columns) => Write(output, writer =>
    {
        writer.WriteStartArray("columns");
        foreach (var column in columns)
        {
            writer.WriteStringValue(column);
        }

        writer.WriteEndArray();
    });

    public static void WriteSample(IBufferWriter<byte> output, McpSample sample, IReadOnlyList<string> columns) => Write(output, writer =>
    {
        writer.WriteNumber("t", sample.Slot.ToUnixTimeSeconds());
        Text(writer, "s", sample.Status is HealthStatus.Healthy ? "" : sample.Status);
        Text(writer, "v", sample.Verdict is McpVerdict.Healthy ? "" : sample.Verdict);
        Text(writer, "k", sample.Mark ?? "");
        Text(writer, "x", sample.Message);
        var last = columns.Count;
        while (last > 0 && !sample.Values.ContainsKey(columns[last - 1]))
        {
            last--;
        }

        // Also when it is empty: a line that ended in a number could not be told from one that was cut.
        writer.WriteStartArray("m");
        for (var index = 0; index < last; index++)
        {
            if (sample.Values.TryGetValue(columns[index], out var value))
            {
                writer.WriteRawValue(Number(value), skipInputValidation: true);
            }
            else
            {
                writer.WriteNullValue();
            }
        }

        writer.WriteEndArray();
    });

    /// <summary>The line without its check sum, as closed segments hold it; empty when the check sum is wrong: such a line never happened.</summary>
    public static ReadOnlySpan<byte> Checked(ReadOnlySpan<byte> line)
    {
        if (line.Length < SumBytes + 2 || !line[^SumBytes..].StartsWith(Sum))
        {
            return [];
        }

        var head = line[..^SumBytes];
        return uint.TryParse(line.Slice(line.Length - 10, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var sum) && sum == Crc(head) ? head : [];
    }

    /// <summary>Five digits are more than any of these figures is sure of; whole numbers keep all of theirs.</summary>
    internal static string Number(double value) => value == Math.Floor(value) && Math.Abs(value) < 1e15
        ? value.ToString("0", CultureInfo.InvariantCulture)
        : !double.IsFinite(value) ? "null" : value.ToString("G5", CultureInfo.InvariantCulture).Replace("E+", "E", StringComparison.Ordinal);

    private static void Text(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }

    /// <summary>Writes an object, its check sum and the end of the line.</summary>
    internal static void Write(IBufferWriter<byte> output, Action<Utf8JsonWriter> fields)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(body, Options))
        {
            writer.WriteStartObject();
            fields(writer);
            writer.WriteEndObject();
        }

        Seal(output, body.WrittenSpan[..^1]);
    }

    /// <summary>Writes an object that lacks its closing brace, its check sum and the end of the line.</summary>
    internal static void Seal(IBufferWriter<byte> output, ReadOnlySpan<byte> head)
    {
        output.Write(head);
        output.Write(Sum);
        output.Write(Encoding.ASCII.GetBytes(Crc(head).ToString("x8", CultureInfo.InvariantCulture)));
        output.Write("\"}\n"u8);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        while (bytes.Length >= 8)
        {
            sum = BitOperations.Crc32C(sum, BitConverter.ToUInt64(bytes));
            bytes = bytes[8..];
        }

        foreach (var one in bytes)
        {
            sum = BitOperations.Crc32C(sum, one);
        }

        return ~sum;
    }
}
