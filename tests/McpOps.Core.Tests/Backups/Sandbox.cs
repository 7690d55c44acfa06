using System.Diagnostics;
using McpOps.Backups;
using McpOps.Backups.Restores;
using McpOps.Backups.Stores;
using McpOps.Backups.Verification;
using McpOps.Servers;

namespace McpOps.Core.Tests.Backups;

/// <summary>A tree to save, a store, a place to restore to, and a folder for journals, all gone at the end.</summary>
internal sealed class Sandbox : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-backup-").FullName;

    public Sandbox()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Backups need Linux.");
        Directory.CreateDirectory(Tree);
    }

    public string Tree => Path.Combine(_folder, "tree");

    public string Store => Path.Combine(_folder, "store");

    public string State => Path.Combine(_folder, "state");

    public List<McpNotice> Notices { get; } = [];

    public EngineContext Context => new() { Notices = new Sink(Notices) };

    public string this[string name] => Path.Combine(_folder, name);

    public string Write(string path, string content)
    {
        var full = Path.Combine(Tree, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return full;
    }

    public McpServer Server(params McpBackupSet[] sets) => new() { Name = "docs", Backup = new McpBackupPlan { Sets = sets.Length > 0 ? sets : [new McpBackupSet("files", [Tree])] } };

    public Task<McpBackup> BackupAsync(McpServer? server = null, Func<BackupOptions, BackupOptions>? change = null)
    {
        var options = new BackupOptions { Server = server ?? Server(), Store = Store };
        return new BackupEngine(Context).BackupAsync(change?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
    }

    public Task<McpBackupVerification> VerifyAsync(string id, VerifyOptions? options = null) =>
        new BackupVerifier(Context, BackupStores.Open(Store)).VerifyAsync(id, options ?? new VerifyOptions(), TestContext.Current.CancellationToken);

    public RestoreOptions Restore(string id) => new() { Store = Store, Id = id, StateFolder = State };

    public Task<McpRestore> RestoreAsync(RestoreOptions options) => new RestoreEngine(Context).RestoreAsync(options, TestContext.Current.CancellationToken);

    /// <summary>Everything that <c>find</c> can say of a tree, a line for each entry.</summary>
    public static string Describe(string folder) => Run("find", folder, "-printf", @"%P|%y|%m|%U|%G|%s|%T@|%l\n")
        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal).Aggregate("", (all, line) => all + (line.Contains("|d|", StringComparison.Ordinal) ? WithoutSize(line) : line) + "\n");

    /// <summary>Runs a program to its end; its failure is the test's.</summary>
    public static string Run(string program, params string[] arguments)
    {
        var (code, output, error) = TryRun(program, arguments);
        Assert.True(code == 0, $"{program} ended with {code}: {error}");
        return output;
    }

    public static (int Code, string Out, string Error) TryRun(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    public void Dispose() => Run("rm", "-rf", _folder);

    // What a folder takes on disk says nothing of what is in it.
    private static string WithoutSize(string line)
    {
        var fields = line.Split('|');
        fields[5] = "";
        return string.Join('|', fields);
    }

    private sealed class Sink(List<McpNotice> notices) : IProgress<McpNotice>
    {
        public void Report(McpNotice value)
        {
            lock (notices)
            {
                notices.Add(value);
            }
        }
    }
}
