using McpOps.Platform;
using McpOps.Probing;
using McpOps.Servers;

namespace McpOps.Core.Tests.Probing;

public sealed class SqliteFileCheckTests : IDisposable
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteLibrary _library;

    public SqliteFileCheckTests() => _library = SqliteLibrary.Load() ?? throw Xunit.Sdk.SkipException.ForSkip("this machine has no SQLite library");

    [Theory]
    [InlineData("wal")]
    [InlineData("delete")]
    public async Task A_file_is_checked_while_a_writer_is_busy(string journal)
    {
        var path = Make("busy.db", journal);
        Assert.Equal(SqliteLibrary.Ok, _library.Open(path, writable: true, out var writer));
        try
        {
            // A transaction that is open for the whole time of the check.
            Run(writer, "begin immediate");
            Run(writer, "insert into notes values ('half way')");
            var result = await CheckAsync(path);
            Assert.Equal((HealthStatus.Healthy, "sqlite:notes"), (result.Status, result.Name));
            Run(writer, "commit");
        }
        finally
        {
            _library.Close(writer);
        }
    }

    [Fact]
    public async Task A_file_that_a_writer_keeps_to_itself_is_unknown()
    {
        var path = Make("kept.db", "delete");
        Assert.Equal(SqliteLibrary.Ok, _library.Open(path, writable: true, out var writer));
        try
        {
            Run(writer, "begin exclusive");
            var result = await CheckAsync(path);
            Assert.Equal(HealthStatus.Unknown, result.Status);
            Assert.Contains("locked by a writer", result.Message, StringComparison.Ordinal);
        }
        finally
        {
            _library.Close(writer);
        }
    }

    [Fact]
    public async Task A_damaged_page_is_found()
    {
        var path = Make("damaged.db", "delete");
        var bytes = await File.ReadAllBytesAsync(path, Stop);
        Array.Fill(bytes, (byte)0xA5, bytes.Length - 8192, 4096);
        await File.WriteAllBytesAsync(path, bytes, Stop);
        var result = await CheckAsync(path);
        Assert.Equal(HealthStatus.Unhealthy, result.Status);
        Assert.Contains("restore", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_another_kind_and_a_missing_one_are_unhealthy()
    {
        await File.WriteAllTextAsync(_folder["text.db"], new string('x', 5000), Stop);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(_folder["text.db"])).Status);
        Assert.Equal(HealthStatus.Unhealthy, (await CheckAsync(_folder["missing.db"])).Status);
        Assert.False(File.Exists(_folder["missing.db"]));
    }

    [Fact]
    public async Task A_name_with_odd_characters_is_taken_as_it_is() => Assert.Equal(HealthStatus.Healthy, (await CheckAsync(Make("a b?c#d%20.db", "delete"))).Status);

    public void Dispose() => _folder.Dispose();

    private string Make(string name, string journal)
    {
        var path = _folder[name];
        Assert.Equal(SqliteLibrary.Ok, _library.Open(path, writable: true, out var connection));
        Run(connection, $"pragma journal_mode={journal}");
        Run(connection, "create table notes(text)");
        Run(connection, "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000) insert into notes select hex(randomblob(64)) from n");
        _library.Close(connection);
        return path;
    }

    private void Run(nint connection, string sql)
    {
        var code = _library.Query(connection, sql, []);
        Assert.True(code == SqliteLibrary.Ok, $"{sql}: {_library.Message(connection)}");
    }

    private static async Task<McpCheckResult> CheckAsync(string path) =>
        Assert.Single(await new SqliteFileCheck().CheckAsync(new McpServer { Name = "s", Databases = [new McpDatabase("sqlite", "notes") { Path = path }] }, Stop));
}
