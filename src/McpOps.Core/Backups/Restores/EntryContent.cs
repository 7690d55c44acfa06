using McpOps.Backups.Archive;

namespace McpOps.Backups.Restores;

/// <summary>Reads an entry's content with the offsets that its holes leave.</summary>
internal static class EntryContent
{
    public delegate void Sink(long offset, ReadOnlySpan<byte> data);

    public static void Copy(TarReader tar, TarEntry entry, Sink sink)
    {
        var extents = entry.Extents ?? [new TarExtent(0, entry.Size)];
        var number = 0;
        long done = 0;
        for (var data = tar.Read(); !data.IsEmpty; data = tar.Read())
        {
            while (!data.IsEmpty)
            {
                for (; done == extents[number].Length; done = 0)
                {
                    number++;
                }

                var piece = data[..(int)Math.Min(data.Length, extents[number].Length - done)];
                sink(extents[number].Offset + done, piece);
                done += piece.Length;
                data = data[piece.Length..];
            }
        }
    }
}
