using System.Text;
using System.Text.Json;
using McpOps.Files;

namespace McpOps.Auditing.Records;

/// <summary>What audits came to: JSON lines, of which the last of a server and an area counts.</summary>
/// <param name="folder">The folder of the host's records.</param>
internal sealed class AuditJournal(string folder)
{
    private const string FileName = "audits.jsonl";
    private const long MostBytes = 4 << 20;

    private string FilePath => Path.Combine(folder, FileName);

    /// <summary>Appends records, in one write: audits of several servers may end at once.</summary>
    public void Write(IEnumerable<AuditRecord> records)
    {
        OwnerOnly.CreateFolder(folder);
        Shorten();
        var lines = new MemoryStream();

        // Whoever was killed in the middle of a line leaves half a one: it ends here, and is not read.
        lines.Write("\n"u8);
        foreach (var record in records)
        {
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(record, AuditJson.Default.AuditRecord));
            lines.Write("\n"u8);
        }

        using var file = new FileStream(FilePath, OwnerOnly.NewFile(FileMode.Append));
        file.Write(lines.GetBuffer(), 0, (int)lines.Length);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The last record of each server and area; what is no line is left out.</summary>
    public IReadOnlyList<AuditRecord> Read()
    {
        if (!File.Exists(FilePath))
        {
            return [];
        }

        var last = new Dictionary<(string?, string), AuditRecord>();
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && Parse(line) is { } record)
            {
                last[(record.Server, record.Area)] = record;
            }
        }

        return [.. last.Values];
    }

    private static AuditRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, AuditJson.Default.AuditRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Only the last of each is of use; the rest goes when it has grown.
    private void Shorten()
    {
        if (File.Exists(FilePath) && new FileInfo(FilePath).Length > MostBytes)
        {
            var lines = Read().Select(record => JsonSerializer.Serialize(record, AuditJson.Default.AuditRecord));
            using var opened = FileSystem.Open(folder);
            OwnerOnly.Replace(opened, Encoding.UTF8.GetBytes(FileName), Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        }
    }
}
