using McpOps.Platform;
using McpOps.Servers;

namespace McpOps.Maintenance.Updates;

/// <summary>A package of which there is a newer version.</summary>
/// <param name="Source">Who says so: <c>apt</c>, <c>npm</c>, <c>pip</c> or <c>dotnet</c>.</param>
/// <param name="Package">The package.</param>
/// <param name="Installed">What is here.</param>
/// <param name="Newest">What there is.</param>
internal sealed record PackageUpdate(string Source, string Package, string Installed, string Newest)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Package} {Installed} → {Newest} ({Source})";
}

/// <summary>What one source said.</summary>
/// <param name="Source">The source.</param>
/// <param name="Updates">What is newer.</param>
/// <param name="NotChecked">Why it could not be asked; empty when it was.</param>
internal sealed record UpdateLook(string Source, IReadOnlyList<PackageUpdate> Updates, string NotChecked);

/// <summary>Asks the package managers of this machine and of a server's own folders, each in its own words. None of them is asked to install anything.</summary>
internal sealed class UpdateSources
{
    private const string NoServerFolder = "the server names no folder of packages (service.workingDirectory, cwd, the variable root)";
    private const string Outdated = "outdated";

    // A batch file there, which is not found by its bare name.
    private static readonly string Npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>The sources.</summary>
    public static IReadOnlyList<string> Names { get; } = ["apt", "npm", "pip", "dotnet"];

    internal CommandRunner Commands { get; init; } = new();

    /// <summary>Where apt keeps what its sources said.</summary>
    internal string AptLists { get; init; } = "/var/lib/apt/lists";

    /// <summary>Asks each of them.</summary>
    public async Task<IReadOnlyList<UpdateLook>> LookAsync(McpServer server, IReadOnlyList<string> sources, CancellationToken cancellationToken)
    {
        var looks = new List<UpdateLook>();
        foreach (var source in sources)
        {
            looks.Add(await LookAsync(server, source, cancellationToken));
        }

        return looks;
    }

    private async Task<UpdateLook> LookAsync(McpServer server, string source, CancellationToken cancellationToken)
    {
        var folder = server.Service?.WorkingDirectory ?? server.Connection.WorkingDirectory ?? server.Root;
        try
        {
            return source switch
            {
                "apt" => Fetched(await AskAsync(source, "apt", ["list", "--upgradable"], UpdateText.Apt, cancellationToken)),
                "npm" when folder is not null && File.Exists(Path.Combine(folder, "package.json")) => await AskAsync(source, Npm, ["--prefix", folder, Outdated, "--json"], UpdateText.Npm, cancellationToken),
                "npm" when NpxPackage(server) is var (package, version) => await AskAsync(source, Npm, ["view", package, "version"], text => UpdateText.Newer(package, version, text), cancellationToken),
                "pip" when Python(folder) is { } python => await AskAsync(source, python, ["-m", "pip", "list", "--outdated", "--format=json", "--disable-pip-version-check"], UpdateText.Pip, cancellationToken),
                "dotnet" when folder is not null && Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.csproj").FirstOrDefault() is { } project => await AskAsync(source, "dotnet", ["list", project, "package", "--outdated", "--format", "json"], UpdateText.Dotnet, cancellationToken),
                _ => new UpdateLook(source, [], folder is null ? NoServerFolder : $"{Sought(source)} lies in '{folder}'"),
            };
        }
        catch (McpOpsException exception)
        {
            return new UpdateLook(source, [], exception.Message.TrimEnd('.'));
        }
    }

    private static string Sought(string source) => source switch
    {
        "npm" => "no package.json",
        "pip" => "no .venv or venv with Python",
        _ => "no project (*.csproj)",
    };

    private async Task<UpdateLook> AskAsync(string source, string program, IReadOnlyList<string> arguments, Func<string, IReadOnlyList<PackageUpdate>?> read, CancellationToken cancellationToken)
    {
        var said = await Commands.RunAsync(program, arguments, cancellationToken);

        // npm ends with 1 when something is outdated.
        return (said.ExitCode == 0 || (source is "npm" && said.Out.TrimStart().StartsWith('{'))) && read(said.Out) is { } updates
            ? new UpdateLook(source, updates, source is "pip" && IsUnanswered(said.Error) ? "its index does not answer" : "")
            : new UpdateLook(source, [], said.FirstLine.Length > 0 ? Redaction.MaskText(said.FirstLine.TrimEnd('.')) : $"'{program}' ended with {said.ExitCode}");
    }

    // apt compares with what it fetched last; where it never fetched anything, nothing is newer.
    private UpdateLook Fetched(UpdateLook look) => look is { NotChecked: "", Updates.Count: 0 } && !(Directory.Exists(AptLists) && Directory.EnumerateFiles(AptLists, "*_Packages*").Any())
        ? look with { NotChecked = "it has no lists of its sources; fetch them with 'apt-get update'" } : look;

    // pip says nothing of it in its answer, and ends with 0: what it could not ask about is as new as can be.
    private static bool IsUnanswered(string error) => error.Contains("Retrying (", StringComparison.Ordinal) || error.Contains("Could not fetch URL", StringComparison.Ordinal);

    // npx -y @scope/package@1.2.3: only with a version is anything known of what is here.
    private static (string Package, string Version)? NpxPackage(McpServer server)
    {
        var word = server.Connection.Command is { } command && Path.GetFileNameWithoutExtension(command) is "npx" ? server.Connection.Arguments.FirstOrDefault(argument => !argument.StartsWith('-')) : null;
        return word?.LastIndexOf('@') is > 0 and var at ? (word[..at], word[(at + 1)..]) : null;
    }

    private static string? Python(string? folder) => folder is null ? null
        : new[] { ".venv/bin/python", "venv/bin/python", @".venv\Scripts\python.exe", @"venv\Scripts\python.exe" }.Select(name => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
