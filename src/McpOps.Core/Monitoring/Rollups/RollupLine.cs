using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace McpOps.Monitoring;

/// <summary>
/// The roll-ups of a stretch as a line of JSON: <c>{"t":1764288000,"m":{"response":[60,1845.2,12.3,845,20.1,1764291540,[1,84,12,1,85,48]]}}</c>: how many, their sum, the least, the greatest,
/// the newest and its time, and of each bucket of the histogram the sign of its values, its index and its count.
/// </summary>
internal static class RollupLine
{
    /// <summary>The line, without its end.</summary>
    public static void Write(IBufferWriter<byte> output, long start, IReadOnlyDictionary<string, Rollup> figures)
    {
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteNumber("t", start);
        writer.WriteStartObject("m");
        foreach (var (name, rollup) in figures.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.WriteStartArray(name);
            writer.WriteNumberValue(rollup.Count);
            Write(writer, rollup.Sum, "G9");
            Write(writer, rollup.Min, "G6");
            Write(writer, rollup.Max, "G6");
            Write(writer, rollup.Last.Value, "G6");
            writer.WriteNumberValue(rollup.Last.At);
            writer.WriteStartArray();
            foreach (var (sign, index, count) in rollup.Histogram.Buckets)
            {
                writer.WriteNumberValue(sign);
                writer.WriteNumberValue(index);
                writer.WriteNumberValue(count);
            }

            writer.WriteEndArray();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>A figure's name as it stands in a line: what has none of it need not be read.</summary>
    public static byte[] NameOf(string metric) => [(byte)'"', .. JsonEncodedText.Encode(metric).EncodedUtf8Bytes, (byte)'"', (byte)':'];

    /// <summary>One figure's roll-up of a line; null where the line has none of it.</summary>
    public static Rollup? Read(ReadOnlySpan<byte> line, string metric) => Read(line, NameOf(metric));

    /// <summary>One figure's roll-up of a line, by its name as it stands there. Names are the only texts behind the line's beginning, so that where it stands the figure follows.</summary>
    public static Rollup? Read(ReadOnlySpan<byte> line, ReadOnlySpan<byte> name)
    {
        var figures = line.IndexOf(Figures);
        var at = figures < 0 ? -1 : line[(figures + Figures.Length)..].IndexOf(name);
        if (at < 0 || !line.StartsWith(Begin) || !Utf8Parser.TryParse(line[Begin.Length..], out long start, out _))
        {
            return null;
        }

        var reader = new Utf8JsonReader(line[(figures + Figures.Length + at + name.Length)..]);
        return Read(ref reader, start);
    }

    private static ReadOnlySpan<byte> Begin => "{\"t\":"u8;

    private static ReadOnlySpan<byte> Figures => ",\"m\":{"u8;

    private static Rollup Read(ref Utf8JsonReader reader, long start)
    {
        var rollup = new Rollup { Start = start };
        reader.Read();
        var (count, sum, min, max, last, at) = (Whole(ref reader), Number(ref reader), Number(ref reader), Number(ref reader), Number(ref reader), Whole(ref reader));
        rollup.Take(count, sum, min, max, (at, last));
        reader.Read();
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var sign = reader.GetInt32();
            rollup.Histogram.Add(sign, (int)Whole(ref reader), Whole(ref reader));
        }

        return rollup;
    }

    private static long Whole(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetInt64();
    }

    private static double Number(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetDouble();
    }

    private static void Write(Utf8JsonWriter writer, double value, string format) =>
        writer.WriteRawValue(value == Math.Floor(value) && Math.Abs(value) < 1e15 ? value.ToString("0", CultureInfo.InvariantCulture) : value.ToString(format, CultureInfo.InvariantCulture), skipInputValidation: true);
}
