[assembly: AssemblyFixture(typeof(McpOps.OneProjectAtATime))]

namespace McpOps;

/// <summary>Test projects run one after the other, however they are started: tests that measure time must not share the processors with another project's.</summary>
public sealed class OneProjectAtATime : IAsyncLifetime
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly string _path = Path.Combine(Repository.Root, "out", "tests.lock");
    private FileStream? _turn;

    public async ValueTask InitializeAsync()
    {
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

    public ValueTask DisposeAsync() => _turn?.DisposeAsync() ?? ValueTask.CompletedTask;
}
