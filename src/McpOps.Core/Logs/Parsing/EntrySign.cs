namespace McpOps.Logs.Parsing;

/// <summary>Signs that entries of some formats begin with, and in files of others lists, objects and documents that an entry shows below its first line.</summary>
[Flags]
internal enum EntrySigns : byte
{
    None = 0,
    Bracket = 1,
    Brace = 2,
    Angle = 4,
    Quote = 8,
    All = Bracket | Brace | Angle | Quote,
}

/// <summary>Tells the sign that a line begins with.</summary>
internal static class EntrySign
{
    /// <summary>The sign; none for another byte.</summary>
    public static EntrySigns Of(byte first) => first switch
    {
        (byte)'[' => EntrySigns.Bracket,
        (byte)'{' => EntrySigns.Brace,
        (byte)'<' => EntrySigns.Angle,
        (byte)'"' => EntrySigns.Quote,
        _ => EntrySigns.None,
    };
}
