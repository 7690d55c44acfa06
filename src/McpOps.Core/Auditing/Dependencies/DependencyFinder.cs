using System.Text.Json;
using McpOps.Auditing.Dependencies.Locks;
using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Auditing.Dependencies;

/// <summary>Reads what is installed, from lock files and package folders. It starts nothing.</summary>
internal sealed class DependencyFinder
{
    private const int MaxDepth = 6;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Files that could not be read, and why.</summary>
    public List<(string File, string Why)> Problems { get; } = [];

    /// <summary>The lock files that were read.</summary>
    public HashSet<string> LockFiles { get; } = new(StringComparer.Ordinal);

    /// <summary>The dependencies below a folder, each once a file.</summary>
    public IReadOnlyList<Dependency> Below(string folder, CancellationToken cancellationToken) => [.. Files(folder, 0).SelectMany(file => Read(file, cancellationToken)).Distinct()];

    /// <summary>The packages of the operating system; none where dpkg keeps none.</summary>
    public IReadOnlyList<Dependency> OfSystem(Func<string, string> host)
    {
        var (status, release) = (host("/var/lib/dpkg/status"), host("/etc/os-release"));
        if (!File.Exists(status) || !File.Exists(release))
        {
            return [];
        }

        var values = File.ReadLines(release).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1].Trim('"'), StringComparer.Ordinal);
        return values.GetValueOrDefault("ID") is "debian" && values.TryGetValue("VERSION_ID", out var version) ? [.. DpkgStatus.Read(File.ReadLines(status), version, status).Distinct()] : [];
    }

    private IEnumerable<string> Files(string folder, int depth)
    {
        foreach (var file in Listed(folder, FileKind.Regular).Where(IsLock))
        {
            yield return file;
        }

        foreach (var inner in depth < MaxDepth ? Listed(folder, FileKind.Folder) : [])
        {
            var name = Path.GetFileName(inner);
            if (name.EndsWith(".dist-info", StringComparison.Ordinal))
            {
                var metadata = Path.Combine(inner, "METADATA");
                if (File.Exists(metadata))
                {
                    yield return metadata;
                }
            }
            else if (name is "node_modules")
            {
                var hidden = Path.Combine(inner, ".package-lock.json");
                if (File.Exists(hidden))
                {
                    yield return hidden;
                }
            }
            else if (name is not (".git" or "obj" or "__pycache__"))
            {
                foreach (var file in Files(inner, depth + 1))
                {
                    yield return file;
                }
            }
        }
    }

    // A folder that may not be listed is told: what is in it was not looked at.
    private IReadOnlyList<string> Listed(string folder, FileKind kind)
    {
        try
        {
            return GuardedFile.List(folder, kind);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!Problems.Contains((folder, exception.Message)))
            {
                Problems.Add((folder, exception.Message));
            }

            return [];
        }
    }

    private static bool IsLock(string path) => Path.GetFileName(path) is var name
        && (name is "package-lock.json" or "npm-shrinkwrap.json" or "packages.lock.json" or "uv.lock" or "poetry.lock"
            || (name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal)) || name.EndsWith(".deps.json", StringComparison.Ordinal));

    private IReadOnlyList<Dependency> Read(string file, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var bytes = GuardedFile.ReadAllBytes(file);
            LockFiles.Add(file);
            var name = Path.GetFileName(file);
            if (name is "METADATA")
            {
                return PythonLock.Metadata(Lines(bytes), file) is { } one ? [one] : [];
            }

            if (!name.EndsWith(".json", StringComparison.Ordinal))
            {
                return name.EndsWith(".lock", StringComparison.Ordinal) ? [.. PythonLock.Toml(Text(bytes), file)] : [.. PythonLock.Requirements(Lines(bytes), file)];
            }

            using var document = JsonDocument.Parse(bytes.AsMemory(bytes.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0), new JsonDocumentOptions { MaxDepth = 256 });
            return name is "packages.lock.json" || name.EndsWith(".deps.json", StringComparison.Ordinal) ? [.. NuGetLock.Read(document.RootElement, file)] : [.. NpmLock.Read(document.RootElement, file)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or ConfigSyntaxException or InvalidOperationException)
        {
            Problems.Add((file, exception.Message));
            return [];
        }
    }

    private static string Text(byte[] bytes) => new StreamReader(new MemoryStream(bytes)).ReadToEnd();

    private static IEnumerable<string> Lines(byte[] bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes));
        while (reader.ReadLine() is { } line)
        {
            yield return line;
        }
    }
}
