using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;
using McpOps.Logs;

namespace McpOps.Commands;

/// <summary>What the pipeline brings to a cmdlet over logs: files, servers, or the lines of a log.</summary>
/// <param name="resolve">Makes a path of the session a whole one.</param>
internal sealed partial class PipedLogs(Func<string, string> resolve) : IDisposable
{
    private readonly List<string> _files = [];
    private readonly List<object> _servers = [];
    private readonly List<PSObject> _words = [];
    private StreamWriter? _lines;

    /// <summary>The files that were named.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>The servers that were named.</summary>
    public IReadOnlyList<object> Servers => _servers;

    /// <summary>Takes what the pipeline brings.</summary>
    /// <exception cref="McpOpsException"><c>EntriesNotRead</c>.</exception>
    public void Add(PSObject item)
    {
        if (item.BaseObject is string text)
        {
            AddText(item, text);
        }
        else if (FileOf(item) is { } file)
        {
            _files.Add(file);
        }
        else if (IsOf(item, typeof(McpLogEntry)) || (item.Properties[nameof(McpLogEntry.TemplateId)] is not null && item.Properties[nameof(McpLogEntry.Line)] is not null))
        {
            throw new McpOpsException("EntriesNotRead", McpErrorCategory.InvalidArgument,
                "Entries are what this cmdlet finds, and it cannot be made from them. Give it the path or the server, and the same -Level, -Match, -Since and so on.");
        }
        else if (PathsOf(item) is { Count: > 0 } paths)
        {
            _files.AddRange(paths.Except(_files, StringComparer.Ordinal));
        }
        else
        {
            _servers.Add(item);
        }
    }

    /// <summary>The lines that came, as a stream; null for none. What could be names only is then sorted into <see cref="Files"/> and <see cref="Servers"/>.</summary>
    public Stream? Finish()
    {
        foreach (var word in _words)
        {
            if (IsPath((string)word.BaseObject))
            {
                _files.Add(resolve((string)word.BaseObject));
            }
            else
            {
                _servers.Add(word);
            }
        }

        _words.Clear();
        if (_lines is null)
        {
            return null;
        }

        _lines.Flush();
        _lines.BaseStream.Position = 0;
        return _lines.BaseStream;
    }

    /// <summary>Removes the lines.</summary>
    public void Dispose() => _lines?.BaseStream.Dispose();

    // Names and lines are both texts. Get-Content marks its lines; of other texts, as long as each could be a name or is a path, all are; else all are lines.
    private void AddText(PSObject item, string text)
    {
        if (_lines is null && item.Properties["ReadCount"] is null && (Name().IsMatch(text) || IsPath(text)))
        {
            _words.Add(item);
            return;
        }

        if (_lines is null)
        {
            _lines = new StreamWriter(Store(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
            _words.ForEach(word => _lines.WriteLine((string)word.BaseObject));
            _words.Clear();
        }

        _lines.WriteLine(text);
    }

    // A log may be larger than the memory; the file is for this account only, and gone when it is closed.
    private static FileStream Store()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"mcpops-{Guid.NewGuid():N}.log"), options);
    }

    private bool IsPath(string text)
    {
        try
        {
            return text.Length > 0 && resolve(text) is var path && (File.Exists(path) || Directory.Exists(path));
        }
        catch (Exception exception) when (exception is RuntimeException or NotSupportedException or ArgumentException)
        {
            // The time of a line looks like a drive that there is not.
            return false;
        }
    }

    private static bool IsOf(PSObject item, Type type) => item.TypeNames.Any(name => name.EndsWith(type.FullName!, StringComparison.Ordinal));

    private static string? FileOf(PSObject item) => item.BaseObject is FileSystemInfo file ? file.FullName
        : IsOf(item, typeof(FileInfo)) || IsOf(item, typeof(DirectoryInfo)) ? item.Properties[nameof(FileSystemInfo.FullName)]?.Value?.ToString() : null;

    // A summary leads back to the files that it is of.
    private static IReadOnlyList<string> PathsOf(PSObject item)
    {
        var paths = item.Properties[nameof(McpLogSummary.Paths)]?.Value;
        return (paths is PSObject wrapped ? wrapped.BaseObject : paths) switch
        {
            string text => text.Split("; ", StringSplitOptions.RemoveEmptyEntries),
            IEnumerable all => [.. all.Cast<object?>().Select(path => path?.ToString() ?? "").Where(path => path is not ("" or "-"))],
            _ => [],
        };
    }

    [GeneratedRegex(@"^[^\s{}""=|,]+$", RegexOptions.None, 1000)]
    private static partial Regex Name();
}
