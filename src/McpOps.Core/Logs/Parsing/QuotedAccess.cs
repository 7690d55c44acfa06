namespace McpOps.Logs.Parsing;

/// <summary>Access logs whose fields are all quoted: <c>"127.0.0.1" "-" "05/Feb/2024:11:56:17 +0000" "GET /home/ HTTP/1.1" 200 4379</c>.</summary>
internal static class QuotedAccess
{
    private const int MaxFields = 5;

    /// <summary>Reads a line that begins with a quotation mark.</summary>
    public static bool TryParse(ReadOnlySpan<byte> line, TimeHints reference, ref LogLine result)
    {
        var position = 0;
        var timed = false;
        Slice client = default;
        for (var field = 0; field < MaxFields && position < line.Length && line[position] == '"'; field++)
        {
            var close = line[(position + 1)..].IndexOf((byte)'"');
            if (close < 0)
            {
                return false;
            }

            var value = line.Slice(position + 1, close);
            if (field == 0)
            {
                client = new Slice(position + 1, close);
            }
            else if (timed)
            {
                result.Facts.Client = client;
                result.Message = Slice.Between(position, line.Length);
                result.Parsed = AccessFormat.TryRequest(line, position, ref result);
                return result.Parsed;
            }

            if (TimeParser.TryParse(value.TrimStart((byte)'['), reference, out var time, out _))
            {
                result.OfferTime(time);
                timed = true;
            }

            position = HeaderParts.SkipSpaces(line, position + close + 2);
            position += position < line.Length && line[position] == ',' ? 1 : 0;
        }

        result = default;
        return false;
    }
}
