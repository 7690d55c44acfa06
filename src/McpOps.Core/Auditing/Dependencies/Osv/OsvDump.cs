using System.Text.Json;

namespace McpOps.Auditing.Dependencies.Osv;

/// <summary>
/// A dump of advisories: folders of ecosystems with <c>all.zip</c> or JSON files, under <c>osv-scanner/</c>, <c>osv-scalibr/</c> or bare, or one such file. It is
/// streamed, never held; what an archive names is remembered in an index.
/// </summary>
/// <param name="path">The folder or the file.</param>
/// <param name="indexes">Where indexes of archives lie; null for none.</param>
internal sealed class OsvDump(string path, string? indexes = null)
{
    private const int MaxRecord = 8 << 20;
    /// <summary>Archives and files that could not be read, and why.</summary>
    public List<(string File, string Why)> Problems { get; } = [];

    /// <summary>When the newest part of it was written; null when there is none.</summary>
    public DateTime? NewestUtc { get; private set; }

    /// <summary>The ecosystems that it has advisories of.</summary>
    public HashSet<string> Ecosystems { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The advisories whose text names one of the packages.</summary>
    /// <param name="names">Names of packages, as advisories write them or folded.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public IEnumerable<OsvRecord> Read(IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        foreach (var file in File.Exists(path) ? new[] { path } : (IEnumerable<string>)Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, MaxRecursionDepth = 4 }).Order(StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var records = Path.GetExtension(file) switch
            {
                ".zip" => Zip(file, names, cancellationToken),
                ".json" => Json(file, names),
                _ => [],
            };
            foreach (var record in records)
            {
                yield return record;
            }
        }
    }

    private IEnumerable<OsvRecord> Zip(string file, IReadOnlySet<string> names, CancellationToken cancellationToken)
    {
        if (Open(file) is not { } archive)
        {
            yield break;
        }

        using (archive)
        {
            var key = indexes is null ? null : OsvIndex.KeyOf(file);
            var index = key is null ? null : OsvIndex.Read(indexes!, file, key);
            var (builder, problems) = (key is not null && index is null ? new OsvIndex.Builder() : null, Problems.Count);
            Ecosystems.UnionWith(index?.Ecosystems ?? []);
            using var members = (index?.Find(names) ?? archive.Walk()).GetEnumerator();
            var (packed, content) = (new byte[64 << 10], new byte[64 << 10]);
            while (Next(file, members))
            {
                cancellationToken.ThrowIfCancellationRequested();
                if ((index is not null || members.Current.Name.EndsWith(".json", StringComparison.Ordinal)) && Entry(file, archive, members.Current, ref packed, ref content, names, builder) is { } record)
                {
                    yield return record;
                }
            }

            // What is damaged is told by each run, and so the archive is read whole by each.
            if (Problems.Count == problems)
            {
                builder?.Save(indexes!, file, key!);
            }
        }
    }

    private ZipMembers? Open(string file)
    {
        try
        {
            var archive = new ZipMembers(file);
            Seen(file);
            return archive;
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Problems.Add((file, $"It cannot be opened: {exception.Message}"));
            return null;
        }
    }

    private bool Next(string file, IEnumerator<ZipMember> members)
    {
        try
        {
            return members.MoveNext();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException)
        {
            Problems.Add((file, $"It cannot be read to its end: {exception.Message}"));
            return false;
        }
    }

    private OsvRecord? Entry(string file, ZipMembers archive, ZipMember member, ref byte[] packed, ref byte[] content, IReadOnlySet<string> names, OsvIndex.Builder? index)
    {
        try
        {
            if (member.Length > MaxRecord || member.Packed > MaxRecord)
            {
                throw new InvalidDataException("It is too large.");
            }

            if (content.Length < member.Length)
            {
                content = new byte[member.Length];
            }

            archive.Read(member, ref packed, content);
            return Parse(content.AsSpan(0, (int)member.Length), names, index, member);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException)
        {
            Problems.Add(($"{file}:{member.Name}", exception.Message));
            return null;
        }
    }

    private IEnumerable<OsvRecord> Json(string file, IReadOnlySet<string> names)
    {
        OsvRecord? record = null;
        try
        {
            record = Parse(RegularFile.ReadAllBytes(file, MaxRecord), names);
            Seen(file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            Problems.Add((file, exception.Message));
        }

        return record is null ? [] : [record];
    }

    // Most advisories are about packages that are not here: their names alone are read, without making a record.
    private OsvRecord? Parse(ReadOnlySpan<byte> json, IReadOnlySet<string> names, OsvIndex.Builder? index = null, ZipMember member = default)
    {
        var reader = new Utf8JsonReader(json);
        var (wanted, inPackage) = (false, 0);
        while (reader.Read())
        {
            if (reader.TokenType is not JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("package"u8))
            {
                inPackage = reader.CurrentDepth;
            }
            else if (inPackage > 0 && reader.CurrentDepth == inPackage + 1 && (reader.ValueTextEquals("name"u8) || reader.ValueTextEquals("ecosystem"u8)))
            {
                var isName = reader.ValueTextEquals("name"u8);
                reader.Read();
                if (reader.TokenType is JsonTokenType.String && reader.GetString() is { } text)
                {
                    if (isName)
                    {
                        wanted |= names.Contains(text) || names.Contains(Dependencies.Ecosystems.Fold(Dependencies.Ecosystems.PyPI, text));
                        index?.Add(text, member);
                    }
                    else
                    {
                        Ecosystems.Add(Dependencies.Ecosystems.Family(text));
                        index?.Add(Dependencies.Ecosystems.Family(text));
                    }
                }
            }
        }

        return wanted ? JsonSerializer.Deserialize(json, AuditForms.Default.OsvRecord) : null;
    }

    private void Seen(string file)
    {
        var written = File.GetLastWriteTimeUtc(file);
        NewestUtc = NewestUtc is { } known && known > written ? known : written;
    }
}
