using System.Text;
using System.Text.Json;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Maintenance.Plans;

/// <summary>The history of runs: JSON lines, written under the lock, each on the disk before the next step begins.</summary>
internal sealed class RunJournal(string folder)
{
    private const string FileName = "maintenance.jsonl";
    private const long MostBytes = 8 * 1024 * 1024;
    private const int MessageLength = 500;
    private const int Shown = 60;

    private string FilePath => Path.Combine(folder, FileName);

    /// <summary>Appends a line; it is on the disk when this returns.</summary>
    public void Write(RunRecord record)
    {
        OwnerOnly.CreateFolder(folder);
        Shorten();
        var line = JsonSerializer.SerializeToUtf8Bytes(record with { Message = record.Message is { Length: > MessageLength } text ? text[..MessageLength] : record.Message }, RunJson.Default.RunRecord);
        using var file = new FileStream(FilePath, OwnerOnly.NewFile(FileMode.OpenOrCreate));
        file.Seek(0, SeekOrigin.End);

        // Whoever was killed in the middle of a line leaves half a one: it ends here, and is not read.
        file.Write([.. "\n"u8, .. line]);
        file.Flush(flushToDisk: true);
    }

    /// <summary>The lines, oldest first; half a one, of a run that was killed, is left out.</summary>
    /// <exception cref="McpOpsException"><c>HistoryNotReadable</c>.</exception>
    public IReadOnlyList<RunRecord> Read()
    {
        var records = new List<RunRecord>();
        if (!StateFolder.Exists(folder) || !File.Exists(FilePath))
        {
            return records;
        }

        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(file, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && Parse(line) is { } record)
            {
                records.Add(record);
            }
            else if (line.Length > 0 && !IsHalf(line))
            {
                throw new McpOpsException("HistoryNotReadable", McpErrorCategory.InvalidData,
                    $"A line of '{FilePath}' is damaged ({(line.Length > Shown ? line[..Shown] + "…" : line)}): the disk, or somebody's editor, changed it. Take the line out, or restore the file from a backup.", FilePath);
            }
        }

        return records;
    }

    // What a run leaves that is killed while it writes: the beginning of a line.
    private static bool IsHalf(string line) => line.StartsWith('{') && !line.EndsWith('}');

    private static RunRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RunJson.Default.RunRecord);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The older half goes when it has grown to years of runs.
    private void Shorten()
    {
        if (!File.Exists(FilePath) || new FileInfo(FilePath).Length < MostBytes)
        {
            return;
        }

        var lines = File.ReadAllLines(FilePath);
        using var opened = FileSystem.Open(folder);
        OwnerOnly.Replace(opened, Encoding.UTF8.GetBytes(FileName), Encoding.UTF8.GetBytes(string.Join('\n', lines.Skip(lines.Length / 2)) + "\n"));
    }
}
