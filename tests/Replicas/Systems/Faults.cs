namespace McpOps.Replicas;

/// <summary>What is broken, by a file that is read at each request.</summary>
/// <param name="path">The file: <c>crash</c>, <c>hang</c>, <c>slow MS</c>, <c>leak MB</c>, <c>version TEXT</c>, <c>ill</c> (its health endpoint says so), <c>failing</c> (its tools fail), <c>poison</c>. The first three after a crash (<c>hang</c>, <c>slow</c>, <c>leak</c>) are of the process, and over with it.</param>
internal sealed class Faults(string path)
{
    private readonly List<byte[]> _leaked = [];

    public string? Of(string word) => !File.Exists(path) ? null
        : File.ReadAllLines(path).Where(line => line.Split(' ')[0] == word).Select(line => line[word.Length..].Trim()).FirstOrDefault();

    /// <summary>A process that begins is as its program is: what ailed the one before it is over.</summary>
    public void Begin()
    {
        CrashNow();
        if (File.Exists(path))
        {
            File.WriteAllLines(path, [.. File.ReadAllLines(path).Where(line => line.Split(' ')[0] is not ("hang" or "slow" or "leak"))]);
        }
    }

    /// <summary>Ends the process where it is to crash, as kill -9 would.</summary>
    private void CrashNow()
    {
        if (Of("crash") is not null)
        {
            System.Diagnostics.Process.GetCurrentProcess().Kill();
        }
    }

    /// <summary>Does what is told of before a request is answered.</summary>
    public async Task BeforeAsync(CancellationToken cancellationToken)
    {
        CrashNow();
        if (Of("hang") is not null)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        if (Of("slow") is { } delay)
        {
            await Task.Delay(int.Parse(delay), cancellationToken);
        }

        if (Of("leak") is { } megabytes)
        {
            var more = new byte[int.Parse(megabytes) * 1024 * 1024];
            Array.Fill(more, (byte)1);
            _leaked.Add(more);
        }
    }
}
