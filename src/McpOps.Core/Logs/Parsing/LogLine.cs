using System.Runtime.InteropServices;

namespace McpOps.Logs.Parsing;

/// <summary>A part of a line. Where a format had to decode escapes, the part lies in the parser's scratch bytes.</summary>
/// <param name="Start">Index of its first byte; negative (from -1 downwards) within the scratch bytes.</param>
/// <param name="Length">Its bytes.</param>
internal readonly record struct Slice(int Start, int Length)
{
    public bool IsEmpty => Length == 0;

    public static Slice Between(int start, int end) => new(start, Math.Max(0, end - start));

    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> line, ReadOnlySpan<byte> scratch) =>
        Start >= 0 ? line.Slice(Start, Length) : scratch.Slice(-1 - Start, Length);
}

/// <summary>What a format made of one line.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LogLine
{
    /// <summary>False when the line fits no format.</summary>
    public bool Parsed;

    /// <summary>The line leaves its time out, because it is that of the line above.</summary>
    public bool Inherits;

    public bool HasTime;
    public LogTime Time;
    public LogLevel Level;
    public Slice Source;
    public Slice Message;

    /// <summary>What the line says of a request; present in access logs, JSON and MCP traffic.</summary>
    public bool HasFacts;

    public LogFacts Facts;

    /// <summary>How sure <see cref="Source"/> is: a tag beats a bracket beats a host.</summary>
    public byte SourceRank;

    public void OfferSource(int start, int end, byte rank)
    {
        if (rank > SourceRank && end > start)
        {
            Source = Slice.Between(start, end);
            SourceRank = rank;
        }
    }

    public void OfferTime(LogTime time)
    {
        if (HasTime && time.IsTimeOnly && !Time.IsTimeOnly && Time.WallTicks % TimeSpan.TicksPerDay == 0)
        {
            // The day stood in a column of its own.
            Time = new LogTime(Time.WallTicks + time.WallTicks, time.OffsetMinutes != LogTime.NoOffset ? time.OffsetMinutes : Time.OffsetMinutes);
        }
        else if (!HasTime || (Time.IsTimeOnly && !time.IsTimeOnly))
        {
            HasTime = true;
            Time = time;
        }
    }
}

/// <summary>What a line says of a request in fields of its own, rather than in words.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct LogFacts
{
    /// <summary>A request arrived.</summary>
    public bool IsRequest;

    /// <summary>A request was answered; <see cref="IsFailure"/> says how.</summary>
    public bool IsAnswer;

    public bool IsFailure;

    /// <summary>HTTP status; 0 for none.</summary>
    public int Status;

    /// <summary>Milliseconds; null for none.</summary>
    public double? DurationMs;

    public Slice Client;
    public Slice Method;
    public Slice Url;
    public Slice Tool;
    public Slice ErrorType;

    /// <summary>Identifies the request that an answer belongs to (JSON-RPC).</summary>
    public Slice RpcId;

    /// <summary>Whether a part lies in the parser's scratch bytes.</summary>
    public readonly bool IsDecoded => Client.Start < 0 || Method.Start < 0 || Url.Start < 0 || Tool.Start < 0 || ErrorType.Start < 0;
}
