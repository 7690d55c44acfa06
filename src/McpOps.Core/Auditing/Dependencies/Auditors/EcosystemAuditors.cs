using System.Globalization;
using McpOps.Platform;

namespace McpOps.Auditing.Dependencies.Auditors;

/// <summary>Runs the ecosystems' own auditors: <c>npm audit</c>, <c>pip-audit</c>, <c>dotnet list package</c>. They ask their registries, and so tell them what is installed.</summary>
/// <param name="commands">Runs programs.</param>
/// <param name="timeout">The time that each may take.</param>
internal sealed class EcosystemAuditors(CommandRunner commands, TimeSpan timeout)
{
    private static readonly string[] NpmLocks = ["package-lock.json", "npm-shrinkwrap.json"];

    /// <summary>What was not looked at, and why.</summary>
    public List<(string Subject, string Why)> Problems { get; } = [];

    /// <summary>Asks about every lock file that one of them reads, and about the projects.</summary>
    /// <param name="lockFiles">The lock files that were found.</param>
    /// <param name="projects">Folders that the user named. To look at a .NET project is to run its build files, which nobody does to a folder that was merely found.</param>
    /// <param name="dependencies">What is installed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<IReadOnlyList<Vulnerability>> AskAsync(IReadOnlyCollection<string> lockFiles, IReadOnlyList<string> projects, IReadOnlyList<Dependency> dependencies, CancellationToken cancellationToken)
    {
        var found = new List<Vulnerability>();
        foreach (var file in lockFiles.Where(file => NpmLocks.Contains(Path.GetFileName(file))).Order(StringComparer.Ordinal))
        {
            found.AddRange((await NpmAsync(file, cancellationToken)).SelectMany(one => NpmAudit.Installed(one, dependencies)));
        }

        foreach (var file in lockFiles.Where(file => Path.GetFileName(file) is var name && name.StartsWith("requirements", StringComparison.Ordinal) && name.EndsWith(".txt", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            found.AddRange(await RunAsync(PipAudit.Program, PipAudit.Arguments(file), file, PipAudit.Read, cancellationToken));
        }

        foreach (var project in projects.Where(Directory.Exists).Select(DotnetAudit.ProjectIn).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            found.AddRange(await RunAsync(DotnetAudit.Program, DotnetAudit.Arguments(project), project, DotnetAudit.Read, cancellationToken));
        }

        return found;
    }

    // The lock file is looked at in a folder of its own: a stranger's .npmrc could name a registry of his, and give it our variables.
    private async Task<IReadOnlyList<Vulnerability>> NpmAsync(string lockFile, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-audit-").FullName;
        try
        {
            File.Copy(lockFile, Path.Combine(folder, "package-lock.json"));
            var package = Path.Combine(Path.GetDirectoryName(lockFile)!, "package.json");
            if (File.Exists(package))
            {
                File.Copy(package, Path.Combine(folder, "package.json"));
            }
            else
            {
                await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{}", cancellationToken);
            }

            return await RunAsync(NpmAudit.Program, NpmAudit.Arguments(folder, timeout), lockFile, NpmAudit.Read, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problems.Add((lockFile, $"npm audit: {exception.Message}"));
            return [];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private async Task<IReadOnlyList<Vulnerability>> RunAsync(string program, IReadOnlyList<string> arguments, string subject, Func<string, string, (IReadOnlyList<Vulnerability>? Found, string? Why)> read, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            var said = await commands.RunAsync(program, arguments, limit.Token);
            var (found, why) = read(said.Out, subject);
            if (why is not null)
            {
                Problems.Add((subject, $"{program}: {why}{(found is null && said.Error.Trim().Length > 0 ? $" ({said.FirstLine})" : "")}"));
            }

            return found ?? [];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Problems.Add((subject, string.Create(CultureInfo.InvariantCulture, $"{program} did not answer within {timeout.TotalSeconds:0.#} s.")));
            return [];
        }
        catch (McpOpsException exception)
        {
            Problems.Add((subject, exception.Message));
            return [];
        }
    }
}
