using System.Globalization;
using System.Text;

namespace McpOps.Backups.Archive;

/// <summary>Writes a POSIX pax archive (IEEE Std 1003.1, pax interchange format) that every tar opens.</summary>
/// <remarks>
/// <c>System.Formats.Tar</c> is not enough: it takes names as text, so one that is not UTF-8 is lost, its attributes too are
/// text, and it writes no holes. Extended attributes are written as star's <c>SCHILY.xattr.*</c> records and holes in GNU's
/// sparse format 1.0, which GNU tar, bsdtar and Python read.
/// </remarks>
internal sealed class TarWriter(ParallelGzipWriter output)
{
    private readonly byte[] _header = new byte[TarFormat.Block];
    private readonly MemoryStream _pax = new();

    /// <summary>Writes an entry's header; its content follows, then <see cref="Pad"/>.</summary>
    public void WriteHeader(TarEntry entry)
    {
        var map = entry.Extents is null ? [] : SparseMap(entry.Extents);
        _pax.SetLength(0);
        var header = _header.AsSpan();
        header.Clear();
        FillNames(header, entry);
        Number(header[108..116], "uid", entry.User);
        Number(header[116..124], "gid", entry.Group);
        Number(header[124..136], "size", entry.Kind is TarKind.File ? entry.StoredSize + map.Length : 0);
        _ = TarFormat.TryOctal(header[100..108], entry.Mode);
        var seconds = entry.Modified / 1_000_000_000;
        if (!TarFormat.TryOctal(header[136..148], (long)seconds) || seconds * 1_000_000_000 != entry.Modified)
        {
            Pax("mtime", TarFormat.Time(entry.Modified));
        }

        Name(header[265..297], "uname", entry.UserName);
        Name(header[297..329], "gname", entry.GroupName);
        foreach (var (key, value) in entry.Attributes)
        {
            Pax(TarFormat.AttributePrefix + key, value);
        }

        WritePax();
        Finish(header, TarFormat.TypeOf(entry.Kind));
        output.Write(map);
    }

    /// <summary>Fills the last block of an entry's content.</summary>
    public void Pad(long size) => output.WriteZeros(TarFormat.Padding(size));

    /// <summary>Ends the archive: two empty blocks.</summary>
    public void End() => output.WriteZeros(2 * TarFormat.Block);

    private void FillNames(Span<byte> header, TarEntry entry)
    {
        var name = entry.Kind is TarKind.Folder ? [.. entry.Path, (byte)'/'] : entry.Path;
        if (entry.Extents is not null)
        {
            Pax("GNU.sparse.major", "1");
            Pax("GNU.sparse.minor", "0");
            Pax("GNU.sparse.name", name);
            Pax("GNU.sparse.realsize", entry.Size.ToString(CultureInfo.InvariantCulture));
            name = [.. "GNUSparseFile.0/"u8, .. name];
        }

        if (name.Length > 100 && entry.Extents is null)
        {
            Pax("path", name);
        }

        if (entry.Target.Length > 100)
        {
            Pax("linkpath", entry.Target);
        }

        name.AsSpan(0, Math.Min(name.Length, 100)).CopyTo(header);
        entry.Target.AsSpan(0, Math.Min(entry.Target.Length, 100)).CopyTo(header[157..]);
    }

    private void Number(Span<byte> field, string key, long value)
    {
        if (!TarFormat.TryOctal(field, value))
        {
            Pax(key, value.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void Name(Span<byte> field, string key, string value)
    {
        var bytes = Encoding.UTF8.GetBytes(value);
        if (bytes.Length >= field.Length)
        {
            Pax(key, bytes);
        }
        else
        {
            bytes.CopyTo(field);
        }
    }

    private void Pax(string key, string value) => Pax(key, Encoding.UTF8.GetBytes(value));

    // "LENGTH KEY=VALUE\n", where LENGTH counts itself.
    private void Pax(string key, byte[] value)
    {
        var keyBytes = Encoding.UTF8.GetBytes(key);
        if (_pax.Length == 0 && value.Length > 0 && key is "path" or "linkpath" && !System.Text.Unicode.Utf8.IsValid(value))
        {
            Pax("hdrcharset", "BINARY");
        }

        var rest = keyBytes.Length + value.Length + 3;
        var length = rest + 1;
        while (length.ToString(CultureInfo.InvariantCulture).Length + rest != length)
        {
            length = length.ToString(CultureInfo.InvariantCulture).Length + rest;
        }

        _pax.Write(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
        _pax.WriteByte((byte)' ');
        _pax.Write(keyBytes);
        _pax.WriteByte((byte)'=');
        _pax.Write(value);
        _pax.WriteByte((byte)'\n');
    }

    private void WritePax()
    {
        if (_pax.Length == 0)
        {
            return;
        }

        Span<byte> header = stackalloc byte[TarFormat.Block];
        header.Clear();
        "././@PaxHeader"u8.CopyTo(header);
        _ = TarFormat.TryOctal(header[100..108], 0x1A4);
        _ = TarFormat.TryOctal(header[108..116], 0);
        _ = TarFormat.TryOctal(header[116..124], 0);
        _ = TarFormat.TryOctal(header[124..136], _pax.Length);
        _ = TarFormat.TryOctal(header[136..148], 0);
        Finish(header, (byte)'x');
        output.Write(_pax.GetBuffer().AsSpan(0, (int)_pax.Length));
        Pad(_pax.Length);
    }

    private void Finish(Span<byte> header, byte type)
    {
        header[156] = type;
        TarFormat.Magic.CopyTo(header[257..]);
        header[263] = header[264] = (byte)'0';
        _ = TarFormat.TryOctal(header[148..155], TarFormat.Checksum(header));
        header[155] = (byte)' ';
        output.Write(header);
    }

    private static byte[] SparseMap(IReadOnlyList<TarExtent> extents)
    {
        var text = new StringBuilder().Append(extents.Count).Append('\n');
        foreach (var extent in extents)
        {
            text.Append(extent.Offset).Append('\n').Append(extent.Length).Append('\n');
        }

        text.Append('\0', TarFormat.Padding(text.Length));
        return Encoding.ASCII.GetBytes(text.ToString());
    }
}
