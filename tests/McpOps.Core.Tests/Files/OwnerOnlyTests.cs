using McpOps.Files;

namespace McpOps.Core.Tests.Files;

/// <summary>Records that are replaced whole.</summary>
public sealed class OwnerOnlyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpops-owner-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_a_kill_left_of_an_earlier_writing_is_cleared_and_what_another_writes_now_stays()
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var old = Draft("a.json", now.AddHours(-2));
        string[] kept = [Draft("a.json", now), Draft("b.json", now.AddHours(-2)), Draft("aa.json", now.AddHours(-2))];
        OwnerOnly.Replace(_folder.FullName, "a.json", "new"u8);
        Assert.Equal("new", File.ReadAllText(Path.Combine(_folder.FullName, "a.json")));
        Assert.False(File.Exists(old));
        Assert.All(kept, path => Assert.True(File.Exists(path)));
    }

    private string Draft(string name, DateTime written)
    {
        var path = Path.Combine(_folder.FullName, $"{name}.{Guid.NewGuid():N}{OwnerOnly.NewEnding}");
        File.WriteAllText(path, "half");
        File.SetLastWriteTimeUtc(path, written);
        return path;
    }
}
