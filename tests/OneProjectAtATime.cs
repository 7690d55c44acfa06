[assembly: AssemblyFixture(typeof(McpOps.OneProjectAtATime))]

namespace McpOps;

/// <summary>Test projects run one after the other, however they are started: tests that measure time must not share the processors with another project's. Each has a folder of state of its own: what one project's tests remember, another's would believe.</summary>
public sealed class OneProjectAtATime : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly string _path = Path.Combine(Repository.Root, "out", "tests.lock");
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("mcpops-state-");
    private FileStream? _turn;

    public async ValueTask InitializeAsync()
    {
        // Programs that tests start inherit it; nor is the history of whoever runs the tests touched.
        Environment.SetEnvironmentVariable("XDG_STATE_HOME", _state.FullName);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        while (_turn is null)
        {
            try
            {
                // The system ends the hold with the process, however that ends.
                _turn = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                await Task.Delay(Pause);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            _state.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A program that a test left behind still writes: the system's cleaning of temporary files takes it.
        }

        await (_turn?.DisposeAsync() ?? ValueTask.CompletedTask);
    }
}
