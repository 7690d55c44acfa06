namespace McpOps.Logs.Summaries;

/// <summary>Finds the name of a tool in words such as <c>Calling tool: crawl_url</c>.</summary>
internal static class ToolName
{
    /// <summary>The name; empty for none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message)
    {
        var at = message.IndexOf("tool"u8);
        at = at < 0 ? message.IndexOf("Tool"u8) : at;
        if (at < 0)
        {
            return default;
        }

        var rest = message[(at + 4)..];
        while (true)
        {
            rest = rest.TrimStart(" :'\"`="u8);
            var end = 0;
            while (end < rest.Length && (char.IsAsciiLetterOrDigit((char)rest[end]) || rest[end] is (byte)'_' or (byte)'-' or (byte)'.' or (byte)'/'))
            {
                end++;
            }

            var word = rest[..end];
            if (!word.SequenceEqual("call"u8) && !word.SequenceEqual("started"u8) && !word.SequenceEqual("called"u8) && !word.SequenceEqual("request"u8))
            {
                return word;
            }

            rest = rest[end..];
        }
    }
}
