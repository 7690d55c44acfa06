namespace McpOps.Logs.Summaries;

/// <summary>Does work on several threads of its own; the calling thread is one of them.</summary>
internal static class Workers
{
    /// <summary>How many are worth it.</summary>
    /// <param name="options">Says how many at most; as many as there are processors when it does not.</param>
    /// <param name="pieces">How many pieces of work there are.</param>
    public static int Count(LogOptions options, int pieces) => Math.Clamp(options.Parallelism > 0 ? options.Parallelism : Environment.ProcessorCount, 1, Math.Max(1, pieces));

    /// <summary>Runs the work, once for each worker, and returns when all are done. The first exception is thrown.</summary>
    public static void Run(int count, Action<int> work, CancellationToken cancellationToken)
    {
        var others = new Task[count - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var worker = i + 1;
            others[i] = Task.Factory.StartNew(() => work(worker), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        try
        {
            work(0);
        }
        finally
        {
            // What they read is closed behind them.
            Task.WhenAll(others).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing).GetAwaiter().GetResult();
        }

        Task.WhenAll(others).GetAwaiter().GetResult();
    }
}
