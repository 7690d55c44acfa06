using McpOps.Files;
using McpOps.Servers;

namespace McpOps.Logs.Sources;

/// <summary>Finds the inputs that paths, folders and wildcards name: each once, rotated sets in the order of time.</summary>
/// <param name="context">Takes notice of what cannot be opened.</param>
internal sealed class InputFinder(EngineContext context)
{
    private static readonly EnumerationOptions Within = new() { RecurseSubdirectories = true, MaxRecursionDepth = 8, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };

    private static readonly EnumerationOptions Beside = new() { IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };

    /// <summary>Opens the inputs.</summary>
    public List<LogInput> Find(LogOptions options)
    {
        if (options.Paths.Count == 0)
        {
            throw new McpOpsException("NoLogGiven", McpErrorCategory.InvalidArgument, "No log is named. Give a file, a folder, a wildcard, or - for standard input.");
        }

        var inputs = new List<LogInput>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var prints = new List<FileInput>();
        var silent = Silent(options);
        foreach (var path in options.Paths.Where(path => !silent.Contains(path)))
        {
            if (path == "-")
            {
                inputs.Add(new StreamInput("-", options.Input ?? Stream.Null));
                continue;
            }

            if (LogNames.Are(path))
            {
                AddNamed(path, options, seen, inputs);
                continue;
            }

            var files = Expand(path);
            foreach (var file in (options is { Rotated: true, Since: { } since } ? WithRotated(files, options.PreviousSince ?? since) : files).Where(file => seen.Add(Real(file))))
            {
                if (TryOpen(file) is { } opened)
                {
                    if (opened is not FileInput input)
                    {
                        inputs.Add(opened);
                        continue;
                    }

                    if (prints.Exists(other => IsCopy(other, input)))
                    {
                        input.Dispose();
                        continue;
                    }

                    prints.Add(input);
                    inputs.Add(input);
                }
            }
        }

        return inputs;
    }

    private void AddNamed(string path, LogOptions options, HashSet<string> seen, List<LogInput> inputs)
    {
        try
        {
            inputs.AddRange(ProgramInput.Expand(path).Where(seen.Add).Select(name => ProgramInput.TryCreate(name, options)!));
        }
        catch (McpOpsException exception) when (options.Paths.Count > 1 && exception.Category is not McpErrorCategory.InvalidArgument)
        {
            // As a file that is not there: the others are read all the same.
            context.Warn(exception.ErrorId, $"{Sentences.Ended(exception.Message)} It was left out.", path);
        }
    }

    /// <summary>The files that are written now: of a rotated set only the last.</summary>
    public List<string> FindFiles(LogOptions options) =>
        [.. Files(options).Except(Silent(options)).SelectMany(Expand).GroupBy(file => RotatedName.Of(file).Base, StringComparer.Ordinal).Select(set => set.Last())];

    private static IEnumerable<string> Files(LogOptions options) => options.Paths.Where(path => path != "-" && !LogNames.Are(path));

    // Whoever looks there waits for ever; the others are read all the same.
    private IReadOnlyList<string> Silent(LogOptions options)
    {
        var (_, silent) = new AnsweringFolders().Divide(Files(options));
        foreach (var path in silent)
        {
            context.Warn("LogReadFailed", $"'{path}' could not be opened and was left out: {AnsweringFolders.Silence}", path);
        }

        return silent;
    }

    private static string Real(string path) => new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? Path.GetFullPath(path);

    // A file and its compressed copy, while the compressor is still at work or forgot to delete.
    private static bool IsCopy(FileInput left, FileInput right) => left.IsPacked != right.IsPacked && Bare(left) == Bare(right);

    private static string Bare(FileInput input) => RotatedName.Unpacked(input.Name);

    /// <summary>Opens a file, or a named pipe, which waits until somebody writes into it; null, with a warning, when it may not be read.</summary>
    public LogInput? TryOpen(string file)
    {
        try
        {
            // A named pipe, or what the shell makes of <(zstdcat app.log.zst), can be read once and from its start only.
            var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return new StreamInput(file, stream);
            }

            stream.Dispose();
            return new FileInput(file);
        }
        catch (UnauthorizedAccessException)
        {
            context.Warn("LogAccessDenied", $"'{file}' may not be read by this account and was left out. Run as an account that may, or add it to the log's group.", file);
        }
        catch (IOException exception)
        {
            context.Warn("LogReadFailed", $"'{file}' could not be opened and was left out: {exception.Message}", file);
        }

        return null;
    }

    private IEnumerable<string> Expand(string path)
    {
        if (File.Exists(path))
        {
            return [path];
        }

        if (Directory.Exists(path))
        {
            var files = WithoutPipes(InTimeOrder(Directory.EnumerateFiles(path, "*", Within).Where(IsLog)));
            if (files.Count == 0)
            {
                context.Warn("LogNotFound", $"'{path}' holds no log files (names with .log, .jsonl, .ndjson, .out or .err). Name the files, or use a wildcard.", path);
            }

            return files;
        }

        if (path.AsSpan().IndexOfAny('*', '?', '[') >= 0 && Wildcard.Expand(path) is { Count: > 0 } matches)
        {
            return WithoutPipes(InTimeOrder(matches));
        }

        context.Warn("LogNotFound", $"'{path}' does not exist. Check the path; a folder or a wildcard is taken as well.", path);
        return [];
    }

    // What was written at two lies in another file since the rotation at three. One that was closed before the time holds nothing of it.
    private List<string> WithRotated(IEnumerable<string> files, DateTimeOffset since)
    {
        var all = new List<string>(files);
        var rotated = all.GroupBy(file => Path.GetDirectoryName(Path.GetFullPath(file))!, StringComparer.Ordinal)
            .SelectMany(folder => Rotations(folder.Key, folder.Select(file => Path.GetFileName(file)).ToHashSet(StringComparer.Ordinal)))
            .Where(file => File.GetLastWriteTimeUtc(file) >= since.UtcDateTime).ToList();
        return rotated.Count == 0 ? all : WithoutPipes(InTimeOrder(all.Select(Path.GetFullPath).Concat(rotated)));
    }

    private static IEnumerable<string> Rotations(string folder, HashSet<string> written)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*", Beside).Where(file => Path.GetFileName(file) is var name && !written.Contains(name) && IsRotationOf(name, written))];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // 'app.2.log' may be what a second instance writes.
    private static bool IsRotationOf(string name, HashSet<string> written) =>
        RotatedName.Of(name) is var rotated && written.Contains(rotated.Base) && (rotated.Number == 0 || name.StartsWith(rotated.Base, StringComparison.Ordinal));

    // A pipe waits for a writer: only one that is named itself is meant to be waited for.
    private List<string> WithoutPipes(List<string> files)
    {
        foreach (var pipe in files.Where(RegularFile.IsPipe))
        {
            context.Warn("LogReadFailed", $"'{pipe}' is a named pipe and was left out. Name it itself to wait for what is written into it.", pipe);
        }

        files.RemoveAll(RegularFile.IsPipe);
        return files;
    }

    private static bool IsLog(string path)
    {
        var name = Path.GetFileName(path);
        return name.Contains(".log", StringComparison.OrdinalIgnoreCase) || Array.Exists([".jsonl", ".ndjson", ".out", ".err", ".jsonl.gz"], ending => RotatedName.Of(name).Base.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
            || name is "syslog" or "messages" || RotatedName.Of(name).Base is "syslog" or "messages";
    }

    private static List<string> InTimeOrder(IEnumerable<string> files)
    {
        var sorted = files.Select(file => (file, name: RotatedName.Of(file))).ToList();
        sorted.Sort((left, right) => RotatedName.InTimeOrder(left.name, right.name) is not 0 and var order ? order : string.CompareOrdinal(left.file, right.file));
        return sorted.ConvertAll(pair => pair.file);
    }
}
