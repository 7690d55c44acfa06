using System.Runtime.CompilerServices;
using System.Text;

namespace McpOps.Backups.Databases;

/// <summary>The lines of a dump in SQL that name roles, told apart from all others: such a dump is restored without those whose role is not there.</summary>
internal static class SqlRoles
{
    private const int Head = 1 << 16;

    /// <summary>Reads a dump to its end: the roles that it names, and whether it begins with dropping what it makes.</summary>
    public static async Task<(DumpRoles Roles, bool Drops)> LookAsync(Stream dump, CancellationToken cancellationToken)
    {
        var (lines, drops, read) = (new StringBuilder(), false, 0L);
        await foreach (var (text, names) in PiecesAsync(dump, cancellationToken))
        {
            drops |= read < Head && (text.Span.StartsWith("DROP "u8) || text.Span[..(int)Math.Min(text.Length, Head - read)].IndexOf("\nDROP "u8) >= 0);
            read += text.Length;
            _ = names ? lines.Append(Encoding.UTF8.GetString(text.Span)) : lines;
        }

        return (DumpRoles.In(lines.ToString()), drops);
    }

    /// <summary>Writes a dump without the lines that name one of some roles.</summary>
    public static async Task CopyAsync(Stream dump, Stream output, DumpRoles missing, CancellationToken cancellationToken)
    {
        await foreach (var (text, names) in PiecesAsync(dump, cancellationToken))
        {
            if (!names || !DumpRoles.In(Encoding.UTF8.GetString(text.Span)).Names(missing))
            {
                await output.WriteAsync(text, cancellationToken);
            }
        }
    }

    // Whole lines, as many together as there are between two that name roles.
    private static async IAsyncEnumerable<(ReadOnlyMemory<byte> Text, bool Names)> PiecesAsync(Stream dump, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (buffer, filled, statements) = (new byte[1 << 20], 0, new SqlStatements());
        for (var read = 1; read > 0;)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            read = await dump.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            var end = read == 0 ? filled : buffer.AsSpan(0, filled).LastIndexOf((byte)'\n') + 1;
            var begin = 0;
            for (var (at, next) = (0, 0); at < end; at = next)
            {
                next = buffer.AsSpan(at, end - at).IndexOf((byte)'\n') is >= 0 and var line ? at + line + 1 : end;
                if (!statements.Take(buffer.AsSpan(at, next - at)) || !MayName(buffer.AsSpan(at, next - at)))
                {
                    continue;
                }

                yield return (buffer.AsMemory(begin, at - begin), false);
                yield return (buffer.AsMemory(at, next - at), true);
                begin = next;
            }

            yield return (buffer.AsMemory(begin, end - begin), false);
            buffer.AsSpan(end, filled - end).CopyTo(buffer);
            filled -= end;
        }
    }

    private static bool MayName(ReadOnlySpan<byte> line) =>
        line.StartsWith("ALTER "u8) || line.StartsWith("GRANT "u8) || line.StartsWith("REVOKE "u8) || line.StartsWith("SET SESSION AUTHORIZATION "u8);
}
