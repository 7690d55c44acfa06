using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace McpOps.Cli.Tests.Backups;

/// <summary>Backups in a real server of objects, also when the way to it is bad: a whole backup or a clear error, and nothing half listed.</summary>
public abstract class ObjectStoreTests : IDisposable
{
    private readonly ObjectServer _bucket;
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpops-bucket-").FullName;
    private readonly string _store;

    protected ObjectStoreTests(ObjectServer bucket)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Backups need Linux.");
        Assert.SkipWhen(bucket.Missing is not null, bucket.Missing ?? "");
        _bucket = bucket;
        _store = bucket.NewStore();
        _bucket.Spoil = _ => Fault.None;
        Directory.CreateDirectory(Tree);
        File.WriteAllText(Path.Combine(Tree, "a.txt"), "one");
        File.WriteAllBytes(Path.Combine(Tree, "random"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(300_000));
    }

    protected ObjectServer Server => _bucket;

    protected string Location => _store;

    protected string Tree => Path.Combine(_folder, "tree");

    [Fact]
    public async Task A_backup_is_put_listed_verified_restored_and_pruned()
    {
        // More than one piece of an upload in pieces.
        await File.WriteAllBytesAsync(Path.Combine(Tree, "large"), System.Security.Cryptography.RandomNumberGenerator.GetBytes(20 << 20), TestContext.Current.CancellationToken);
        await BackUpAsync(0);
        await File.WriteAllTextAsync(Path.Combine(Tree, "a.txt"), "two", TestContext.Current.CancellationToken);
        await BackUpAsync(0);
        Assert.Equal(2, (await ListAsync()).Count);
        Assert.Equal(0, (await RunAsync("backup", "verify", "latest", "--store", _store, "--deep")).ExitCode);
        var target = Path.Combine(_folder, "out");
        Assert.Equal(0, (await RunAsync("restore", "latest", "--store", _store, "--to", target)).ExitCode);
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(target, "a.txt"), TestContext.Current.CancellationToken));
        Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(Tree, "large"), TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(target, "large"), TestContext.Current.CancellationToken));
        var newest = (await ListAsync())[0];
        Assert.Equal(0, (await RunAsync("backup", "prune", "--store", _store, "--keep-last", "1")).ExitCode);
        Assert.Equal([newest], await ListAsync());
    }

    [Theory]
    [InlineData(Fault.Refuse)]
    [InlineData(Fault.CutBefore)]
    [InlineData(Fault.CutAfter)]
    [InlineData(Fault.CutWithin)]
    [InlineData(Fault.CutLater)]
    [InlineData(Fault.Slow)]
    [InlineData(Fault.BadDigest)]
    [InlineData(Fault.BadHash)]
    public async Task What_fails_now_and_then_is_asked_again(Fault fault)
    {
        var count = 0;
        _bucket.Spoil = _ => fault is Fault.Slow || Interlocked.Increment(ref count) % 4 == 0 ? fault : Fault.None;
        await BackUpAsync(0);
        var verified = await RunAsync("backup", "verify", "latest", "--store", _store, "--deep");
        _bucket.Spoil = _ => Fault.None;
        Assert.True(verified.ExitCode == 0, verified.Error);
        Assert.Single(await ListAsync());
    }

    [Fact]
    public async Task What_always_fails_ends_with_a_clear_error_and_earlier_backups_stay()
    {
        await BackUpAsync(0);
        var before = await ListAsync();
        _bucket.Spoil = request => request.Method == "PUT" && request.Path.Value!.EndsWith(".tar.gz", StringComparison.Ordinal) ? Fault.Refuse : Fault.None;
        await File.WriteAllTextAsync(Path.Combine(Tree, "a.txt"), "changed", TestContext.Current.CancellationToken);
        AssertClear(await BackUpAsync(1));
        _bucket.Spoil = _ => Fault.None;
        Assert.Equal(before, await ListAsync());
        Assert.Equal(0, (await RunAsync("backup", "verify", "latest", "--store", _store, "--deep")).ExitCode);
    }

    [Theory]
    [InlineData(Fault.BadDigest, "ChecksumRefused")]
    [InlineData(Fault.BadHash, "ChecksumRefused")]
    [InlineData(Fault.NotImplemented, "StoreLacksRequest")]
    public async Task A_server_that_refuses_what_is_sent_is_named_and_nothing_is_listed(Fault fault, string error)
    {
        _bucket.Spoil = request => request.Method == "PUT" && request.Path.Value!.EndsWith(".tar.gz", StringComparison.Ordinal) ? fault : Fault.None;
        Assert.Contains($"error {error}", (await BackUpAsync(1)).Error, StringComparison.Ordinal);
        _bucket.Spoil = _ => Fault.None;
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task A_manifest_that_arrives_without_its_answer_leaves_no_half_backup()
    {
        _bucket.Spoil = request => request.Method == "PUT" && IsManifest(request) ? Fault.CutAfter : Fault.None;
        AssertClear(await BackUpAsync(1));
        _bucket.Spoil = _ => Fault.None;
        Assert.Empty(await ListAsync());

        // Where it cannot be taken away either, what it names is there.
        _bucket.Spoil = request => !IsManifest(request) ? Fault.None : request.Method == "PUT" ? Fault.CutAfter : request.Method == "DELETE" ? Fault.CutBefore : Fault.None;
        AssertClear(await BackUpAsync(1));
        _bucket.Spoil = _ => Fault.None;
        Assert.Single(await ListAsync());
        Assert.Equal(0, (await RunAsync("backup", "verify", "latest", "--store", _store, "--deep")).ExitCode);
    }

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static bool IsManifest(HttpRequest request) => request.Path.Value!.EndsWith("/manifest.json", StringComparison.Ordinal);

    private static void AssertClear(Command command)
    {
        Assert.DoesNotContain("   at ", command.Error, StringComparison.Ordinal);
        Assert.True(command.ExitCode == 0 || command.Error.Contains("StoreUnreachable", StringComparison.Ordinal), command.Error);
    }

    private protected async Task<Command> BackUpAsync(int code)
    {
        var command = await RunAsync("backup", "--path", Tree, "--store", _store);
        Assert.True(command.ExitCode == code, command.Error);
        return command;
    }

    protected async Task<IReadOnlyList<string>> ListAsync()
    {
        var listed = await RunAsync("backup", "list", "--store", _store, "--output", "json");
        Assert.True(listed.ExitCode == 0, listed.Error);
        return [.. JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Select(backup => backup.GetProperty("id").GetString()!)];
    }

    private protected Task<Command> RunAsync(params string[] arguments) => Command.RunAsync("env",
        [.. _bucket.Environment(), $"XDG_STATE_HOME={_folder}/state", Command.McpOps, .. arguments],
        TestContext.Current.CancellationToken);
}
