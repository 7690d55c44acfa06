namespace McpOps.Cli.Tests.StatusPage;

/// <summary>A real watch that listens, in this process.</summary>
internal sealed class ShownWatchRun : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task<int> _work;

    private ShownWatchRun(string folder, string[] more, Says says)
    {
        _work = Task.Run(() => CommandLine.RunAsync(["watch", "--config-path", Path.Combine(folder, "mcpops.json"), "--listen", "127.0.0.1:0", .. more], new CliConsole(TextWriter.Null, says, TextReader.Null), _end.Token));
        Said = says;
    }

    public Says Said { get; }

    public HttpClient Client { get; private set; } = null!;

    public static async Task<ShownWatchRun> StartAsync(string folder, CancellationToken cancellationToken, params string[] more)
    {
        var run = new ShownWatchRun(folder, more, new Says());
        var first = await Task.WhenAny(run.Said.Address.Task, run._work).WaitAsync(TimeSpan.FromSeconds(60), cancellationToken);
        run.Client = first == run._work ? throw new InvalidOperationException(run.Said.ToString()) : new HttpClient { BaseAddress = await run.Said.Address.Task };
        return run;
    }

    /// <summary>Asks again and again until the answer holds what is waited for.</summary>
    public async Task<string> UntilAsync(string path, Predicate<string> holds, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var text = await Client.GetStringAsync(path, limit.Token);
            if (holds(text))
            {
                return text;
            }

            await Task.Delay(50, limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Client?.Dispose();
        _end.Dispose();
    }

    /// <summary>Standard error: where the watch says its address.</summary>
    internal sealed class Says : StringWriter
    {
        private const string Begin = "The watch shows itself at ";

        public TaskCompletionSource<Uri> Address { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override void Write(string? value)
        {
            base.Write(value);
            if (value?.StartsWith(Begin, StringComparison.Ordinal) is true)
            {
                Address.TrySetResult(new Uri(value[Begin.Length..].Trim()));
            }
        }
    }
}
