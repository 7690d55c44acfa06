using System.Text;
using McpOps.Logs.Parsing;
using McpOps.Logs.Templates;

namespace McpOps.Logs.Summaries;

/// <summary>Counts errors by what they say, values masked, and by the type of error that they name.</summary>
/// <param name="state">Takes the counts.</param>
internal sealed class ErrorCounter(SummaryState state)
{
    // A log of nothing but different errors: from here on the first words and the type must do.
    private const int MaxKeys = 20_000;
    private const byte TypeMark = 2;
    private readonly ByteMap<ErrorStats?> _known = new();
    private readonly MessageMask _mask = new();
    private byte[] _key = new byte[512];

    /// <summary>Counts an error.</summary>
    public void Add(scoped in RawEntry entry, ref LogLine line, long ticks, LinePlace place)
    {
        var message = SampleText.FirstLine(in entry, ref line);
        var type = ErrorTypes.Find(in entry, ref line);
        var length = WriteKey(message, type);
        ref var stats = ref _known.GetOrAdd(_key.AsSpan(0, length + 1 + type.Length), out _);
        stats ??= Register(length, type);
        stats.Count++;
        NoteHost(stats, _mask.Host(message));
        if (ticks != long.MaxValue)
        {
            stats.First = Math.Min(stats.First, ticks);
            stats.Last = Math.Max(stats.Last, ticks);
            var hour = (int)(ticks / TimeSpan.TicksPerHour);
            System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(stats.Hours, hour, out _)++;
        }

        if (stats.Sample is null || ticks < stats.Sample.Ticks)
        {
            stats.Sample = SampleText.Make(in entry, ref line, ticks, place);
        }
    }

    /// <summary>What identifies an error: its masked message, a mark and its type.</summary>
    public string Key(scoped in RawEntry entry, ref LogLine line)
    {
        var type = ErrorTypes.Find(in entry, ref line);
        var length = WriteKey(SampleText.FirstLine(in entry, ref line), type);
        return Encoding.UTF8.GetString(_key.AsSpan(0, length + 1 + type.Length));
    }

    /// <summary>The masked message within a key.</summary>
    public static string MessageOf(string key) => key[..key.LastIndexOf((char)TypeMark)];

    /// <summary>The type within a key; empty for none.</summary>
    public static string TypeOf(string key) => key[(key.LastIndexOf((char)TypeMark) + 1)..];

    private int WriteKey(ReadOnlySpan<byte> message, ReadOnlySpan<byte> type)
    {
        _mask.Read(message);
        var length = _mask.WriteKey(message, ref _key, withHosts: false);
        if (_known.Count >= MaxKeys)
        {
            length = Shorten(length);
        }

        if (_key.Length < length + type.Length + 1)
        {
            Array.Resize(ref _key, (length + type.Length + 1) * 2);
        }

        _key[length] = TypeMark;
        type.CopyTo(_key.AsSpan(length + 1));
        return length;
    }

    // The address is masked whole, lest each host makes a kind of error; where it is always the same host, that is kept.
    private static void NoteHost(ErrorStats stats, ReadOnlySpan<byte> host)
    {
        if (stats.Host is null)
        {
            stats.Host = Encoding.UTF8.GetString(host);
        }
        else if (stats.Host.Length > 0 && !Ascii.Equals(host, stats.Host))
        {
            stats.Host = "";
        }
    }

    private ErrorStats Register(int length, ReadOnlySpan<byte> type)
    {
        var key = Encoding.UTF8.GetString(_key.AsSpan(0, length));
        var name = Encoding.UTF8.GetString(type);
        var stats = new ErrorStats { Key = key, Type = name };
        var full = key + (char)TypeMark + name;
        if (!state.Errors.TryAdd(full, stats))
        {
            return state.Errors[full];
        }

        return stats;
    }

    private int Shorten(int length)
    {
        var words = 0;
        for (var i = 0; i < length; i++)
        {
            if (_key[i] is (byte)' ' or MessageMask.Glue && ++words == 3)
            {
                return i;
            }
        }

        return length;
    }
}
