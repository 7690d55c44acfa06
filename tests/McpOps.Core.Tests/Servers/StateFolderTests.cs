using System.Runtime.ExceptionServices;
using McpOps.Servers;

namespace McpOps.Core.Tests.Servers;

/// <summary>Whether there is a folder of state.</summary>
public sealed class StateFolderTests
{
    /// <summary>Most probes meet no history, or one that nobody writes to, and the first exception of a process has the runtime load and compile what a short run needs for nothing else.</summary>
    [Fact]
    public void What_is_not_there_is_answered_without_an_exception()
    {
        var folder = Directory.CreateTempSubdirectory("mcpops-state-");
        var (own, thrown) = (Environment.CurrentManagedThreadId, 0);
        void Count(object? sender, FirstChanceExceptionEventArgs said) => thrown += Environment.CurrentManagedThreadId == own ? 1 : 0;
        AppDomain.CurrentDomain.FirstChanceException += Count;
        try
        {
            Assert.True(StateFolder.Exists(folder.FullName));
            Assert.False(StateFolder.Exists(Path.Combine(folder.FullName, "none")));
            Assert.False(StateFolder.Exists(Path.Combine(folder.FullName, "none", "either")));
            Assert.Equal(0, thrown);
        }
        finally
        {
            AppDomain.CurrentDomain.FirstChanceException -= Count;
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_file_in_its_place_or_above_it_is_told()
    {
        var file = Path.GetTempFileName();
        Assert.Equal("HistoryNotReadable", Assert.Throws<McpOpsException>(() => StateFolder.Exists(file)).ErrorId);
        Assert.Equal("HistoryNotReadable", Assert.Throws<McpOpsException>(() => StateFolder.Exists(Path.Combine(file, "state"))).ErrorId);
        File.Delete(file);
    }
}
