using System.Text;

namespace McpOps.Platform;

/// <summary>
/// What a process prints that no service manager keeps: a file of its own from each start on, and beside it the end of what was printed before. Whoever starts a server that ends at once reads here why.
/// </summary>
/// <param name="file">The file, in a folder that is its owner's alone.</param>
/// <param name="plain">Masks what is secret.</param>
internal sealed class KeptOutput(string file, Func<string, string> plain)
{
    /// <summary>What is longer is cut as soon as somebody looks at the service, and at its start.</summary>
    public const int Most = 1 << 20;

    private const int End = 64 * 1024;
    private const int Lines = 5;
    private const int Longest = 600;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private string? _problem;

    /// <summary>The file.</summary>
    public string File => file;

    private string Before => file + ".1";

    /// <summary>Begins anew, for a process that is started now.</summary>
    /// <returns>The file; null where it cannot be made: a server is not kept from its start by that.</returns>
    public string? Begin()
    {
        try
        {
            var folder = Path.GetDirectoryName(file)!;
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
            }

            if (Length(file) > Most)
            {
                KeepEnd();
                System.IO.File.Delete(file);
            }
            else if (new FileInfo(file) is { Exists: true } old)
            {
                old.MoveTo(Before, overwrite: true);
            }

            // Exclusively: never through a link.
            using var made = New(file);
            _problem = null;
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _problem = exception.Message;
            return null;
        }
    }

    /// <summary>Keeps it bounded while the process runs on: it writes at the end, wherever that is.</summary>
    public void Bound()
    {
        try
        {
            if (Length(file) > Most)
            {
                KeepEnd();
                using var running = new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
                running.SetLength(0);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another account's: whoever started it looks at it too.
        }
    }

    /// <summary>The last lines that were printed since the start, secrets masked; none where nothing was, or nobody may read it.</summary>
    /// <param name="most">So many at most.</param>
    public IReadOnlyList<string> Last(int most)
    {
        try
        {
            return [.. plain(Encoding.UTF8.GetString(Read(file))).Split('\n').Select(line => Visible.Of(line).Trim()).Where(line => line.Length > 0).TakeLast(most)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>A sentence with the last lines, and where they stand; empty where there is no file.</summary>
    public string Said()
    {
        if (_problem is not null)
        {
            return $"What it prints cannot be kept in {file}: {Sentences.Ended(_problem)}";
        }

        var text = string.Join(" | ", Last(Lines));
        return text.Length > 0 ? $"What it printed last: {(text.Length > Longest ? "…" + text[^Longest..] : text)} ({file})" : Length(file) == 0 ? $"It printed nothing ({file})." : "";
    }

    private void KeepEnd()
    {
        var end = Read(file);
        System.IO.File.Delete(Before);
        using var before = New(Before);
        before.Write(end);
    }

    private static long Length(string path) => new FileInfo(path) is { Exists: true } known ? known.Length : -1;

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(-Math.Min(End, stream.Length), SeekOrigin.End);
        var bytes = new byte[End];
        return bytes[..stream.ReadAtLeast(bytes, End, throwOnEndOfStream: false)];
    }

    private static FileStream New(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }
}
